import { type FastifyLike, installInFastify, OptionError, runtime } from '@astrolabe/core';
import { type AstrolabeOptions, startAstrolabe } from './plugins.js';

export type { AstrolabeOptions } from './plugins.js';

/**
 * Astrolabe as a plugin of Fastify 5.
 *
 * @example
 * await app.register(astrolabe);
 * @throws OptionError (`ASTROLABE_OPTION_INVALID`) for a wrong option: `register` rejects with it
 */
export const astrolabe = (app: FastifyLike, options: AstrolabeOptions, done: (error?: Error) => void): void => {
  if (typeof app?.addHook !== 'function') {
    goOn(done);
    return;
  }
  try {
    installInFastify(startAstrolabe(withoutRegisterOptions(options)), app);
    done();
  } catch (error) {
    done(error as Error);
  }
};

/** Express has called it with a request, which goes on: only that nothing is measured has to be said. */
const goOn = (next: unknown): void => {
  const remedy =
    'this is Astrolabe for Fastify: write app.register(astrolabe), or for Express app.use(astrolabe()) with what ' +
    "'@astrolabe/node/express' exports";
  if (typeof next !== 'function') throw new OptionError('is no Fastify instance', remedy);
  runtime().diagnostics.warnOnce('ASTROLABE_NOT_CALLED', `nothing is on; ${remedy}`);
  next();
};

/** What `register` understands for every plugin is for Fastify. */
const withoutRegisterOptions = (options: AstrolabeOptions): AstrolabeOptions => {
  const { prefix, logLevel, logSerializers, ...own } = options as AstrolabeOptions & Record<string, unknown>;
  return own;
};

// Fastify reads these: the hooks are for the whole bot, and not for a context of our own.
Object.assign(astrolabe, {
  [Symbol.for('skip-override')]: true,
  [Symbol.for('fastify.display-name')]: '@astrolabe/node',
});

/** For `register(import('@astrolabe/node/fastify'))`, which takes a module's default. */
export default astrolabe;
