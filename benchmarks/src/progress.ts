/** Tells what is going on, beside the results. */
export interface Progress {
  show(text: string): void;
  /** Clears the line. */
  done(): void;
}

export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const BETWEEN_LINES_MS = 10_000;

/** One line that is rewritten on a terminal; elsewhere, such as in CI, a line every ten seconds. */
export const createProgress = (
  stream: ProgressStream = process.stderr,
  nowMs: () => number = () => performance.now(),
): Progress => {
  if (stream.isTTY) {
    const rewrite = (text: string) => stream.write(`\r\x1b[2K${text}`);
    return { show: rewrite, done: () => rewrite('') };
  }
  let saidMs = nowMs();
  return {
    show: (text) => {
      if (nowMs() - saidMs < BETWEEN_LINES_MS) return;
      saidMs = nowMs();
      stream.write(`${text}\n`);
    },
    done: () => undefined,
  };
};
