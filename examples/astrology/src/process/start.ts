import { ConfigurationError } from '../config/environment-reader.ts';

/** Runs the start of a process. What an owner can put right is told in a line each, without a stack, and ends it with 1. */
export const startOrExplain = async (name: string, start: () => Promise<void> | void): Promise<void> => {
  try {
    await start();
  } catch (error) {
    if (!(error instanceof ConfigurationError) && !(error instanceof ListeningError)) throw error;
    for (const line of error.message.split('\n')) console.error(`${name}: ${line}`);
    process.exit(1);
  }
};

/** Why a server does not listen, and what to do. */
export class ListeningError extends Error {
  override readonly name = 'ListeningError';

  constructor(error: NodeJS.ErrnoException, port: number) {
    super(whyNotListening(error, port), { cause: error });
  }
}

const whyNotListening = (error: NodeJS.ErrnoException, port: number): string => {
  if (error.code === 'EADDRINUSE') return `port ${port} is taken; stop what listens there, or set PORT to another port`;
  if (error.code === 'EACCES') return `port ${port} is not allowed to this user; set PORT to one above 1023`;
  return `cannot listen on port ${port}: ${error.message}`;
};
