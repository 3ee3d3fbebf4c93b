/** What the driver tells of a command that it sends. Of the command itself, nothing is read but its collection. */
export interface CommandStarted {
  /** Of this command alone, in the whole process. */
  readonly requestId: number;
  /** `host:port`, or the path of a socket. */
  readonly address: string;
  readonly databaseName: string;
  readonly commandName: string;
  readonly command: Readonly<Record<string, unknown>>;
}

export interface CommandSucceeded {
  readonly requestId: number;
  readonly reply: unknown;
}

export interface CommandFailed {
  readonly requestId: number;
  readonly failure: unknown;
}

/** What a server answers with where a write was refused, or not confirmed as it had to be: the bot gets an error. */
interface WriteReply {
  readonly writeErrors?: readonly RefusedWrite[];
  readonly writeConcernError?: RefusedWrite;
}

interface RefusedWrite {
  readonly code?: unknown;
}

/** The failure that is in an answer, in the form of the driver's own errors; undefined if there is none. */
export const failureIn = (reply: unknown): object | undefined => {
  const { writeErrors, writeConcernError } = (reply ?? {}) as WriteReply;
  const refused = writeErrors?.[0] ?? writeConcernError;
  return refused === undefined ? undefined : { name: 'MongoServerError', code: refused.code };
};
