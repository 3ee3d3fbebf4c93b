/** Tells what is going on: one line that is rewritten on a terminal, nothing where nobody looks. */
export interface Progress {
  show(text: string): void;
  /** Clears the line. */
  done(): void;
}

export const createProgress = (stream: NodeJS.WriteStream = process.stderr): Progress => {
  const write = (text: string) => {
    if (stream.isTTY) stream.write(`\r\x1b[2K${text}`);
  };
  return { show: write, done: () => write('') };
};
