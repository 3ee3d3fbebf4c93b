import type { ErrorCode } from './errors.js';
import { exceptionType } from './exception-type.js';

export type Severity = 'info' | 'warn' | 'error';
export type LogLevel = 'none' | Severity;

/** What Astrolabe has to say to the bot's owner. Nothing here throws, and nothing is said twice. */
export interface Diagnostics {
  /** One line, once for each process: the start line and its like. */
  info(message: string): void;
  /** Said once for each `code` and `message`; repeats are counted only. */
  warnOnce(code: ErrorCode, message: string): void;
  /** A part of Astrolabe itself failed while the bot worked: said once for each `code` and `what`, counted always. */
  failed(code: ErrorCode, what: string, error: unknown): void;
  /** How often each code came up since the process started. */
  counts(): ReadonlyMap<ErrorCode, number>;
  setLevel(level: LogLevel): void;
}

export type DiagnosticsSink = (severity: Severity, line: string) => void;

const MAX_REMEMBERED = 500;
const RANK: Readonly<Record<LogLevel, number>> = { none: 0, error: 1, warn: 2, info: 3 };

/**
 * Info goes to stdout and the rest to stderr: platforms such as Railway show every line of stderr as an error.
 * A closed pipe must not become an exception in the bot.
 */
const writeToConsole: DiagnosticsSink = (severity, line) => {
  const stream = severity === 'info' ? process.stdout : process.stderr;
  stream.once('error', ignore);
  stream.write(`${line}\n`, (error) => {
    // A failure is told to the callback first and to the listener after it.
    if (!error) stream.removeListener('error', ignore);
  });
};

const ignore = (): void => undefined;

/** `AbortError`, which the platform throws as a `DOMException`. */
const ERROR_NAME = /^[A-Z][A-Za-z]{0,59}(?:Error|Exception)$/;
/** `ECONNRESET`, `ERR_SOCKET_CLOSED`, or the five characters of an SQLSTATE; no number as long as a phone's. */
const ERROR_CODE = /^(?:[A-Z](?!.*\d{5})[A-Z\d_]{0,63}|[A-Z\d]{5})$/;

/**
 * The name and code of an error, without its message: messages quote what users wrote, and stacks quote messages. A name
 * or a code that somebody has put there and that does not look like one is left out as well.
 */
export const describeError = (error: unknown): string => {
  try {
    if (!(error instanceof Error)) return `a thrown ${typeof error}`;
    const { name, code } = error as NodeJS.ErrnoException;
    const kind = ERROR_NAME.test(name) ? name : exceptionType(error);
    return typeof code === 'string' && ERROR_CODE.test(code) ? `${kind} ${code}` : kind;
  } catch {
    // Anything can be thrown, a proxy whose traps throw as well.
    return 'an unreadable error';
  }
};

export const createDiagnostics = (sink: DiagnosticsSink = writeToConsole): Diagnostics => {
  const said = new Set<string>();
  const counts = new Map<ErrorCode, number>();
  let rank = RANK.info;

  const say = (severity: Severity, line: string) => {
    if (RANK[severity] > rank) return;
    try {
      sink(severity, line);
    } catch {
      // A log that cannot be written is lost; the bot is not.
    }
  };
  const sayOnce = (severity: Severity, code: ErrorCode, message: string) => {
    counts.set(code, (counts.get(code) ?? 0) + 1);
    const line = `astrolabe: ${message} [${code}]`;
    if (said.has(line) || said.size >= MAX_REMEMBERED) return;
    said.add(line);
    say(severity, line);
  };

  return {
    info: (message) => say('info', message),
    warnOnce: (code, message) => sayOnce('warn', code, message),
    failed: (code, what, error) =>
      sayOnce('error', code, `${what} failed (${describeError(error)}); the bot goes on without it`),
    counts: () => counts,
    setLevel: (level) => {
      rank = RANK[level];
    },
  };
};
