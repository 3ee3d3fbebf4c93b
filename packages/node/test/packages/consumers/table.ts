import { bundle } from './bundle.ts';
import type { Consumer } from './consumer.ts';
import { plain, tsx } from './plain.ts';
import { jest, tsJest, vitest } from './test-runner.ts';
import { bundled, compiled } from './typescript.ts';
import { bundledWorker, preloaded } from './worker.ts';

/** Those whose process has both halves of the packages. */
export const mixedConsumers: readonly Consumer[] = [
  plain('ESM bot with a CommonJS library', ['mixed-bot.mjs', 'library.cjs']),
  plain('CommonJS bot with an ESM library', ['mixed-bot.cjs', 'library.mjs']),
  bundle('esbuild, ESM bot with a CommonJS library in one file', 'esm', ['mixed-bot.mjs', 'library.cjs']),
];
export const esmConsumer = plain('Express 5.3, ESM', ['express-bot.mjs']);
export const commonjsConsumer = plain('Express 5.3, CommonJS', ['express-bot.cjs']);

/** Every way to use the packages that is promised. Each answers requests, and shows their exact count. */
export const consumers: readonly Consumer[] = [
  esmConsumer,
  commonjsConsumer,
  ...['4.21', '4.22', '5.0', '5.1', '5.2'].flatMap((version) => [
    plain(`Express ${version}, ESM`, ['express-bot.mjs'], { express: `express-${version}` }),
    plain(`Express ${version}, CommonJS`, ['express-bot.cjs'], { express: `express-${version}` }),
  ]),
  plain('Fastify 5.12, ESM', ['fastify-bot.mjs']),
  plain('Fastify 5.12, CommonJS', ['fastify-bot.cjs']),
  plain('Fastify 5.0, ESM', ['fastify-bot.mjs'], { fastify: 'fastify-5.0' }),
  plain('Fastify 5.0, CommonJS', ['fastify-bot.cjs'], { fastify: 'fastify-5.0' }),
  plain('node:http, ESM', ['http-bot.mjs']),
  plain('node:http, CommonJS', ['http-bot.cjs']),
  preloaded('node --import auto, ESM', '--import', 'worker.mjs'),
  preloaded('node --import auto, CommonJS', '--import', 'worker.cjs'),
  preloaded('node --require auto, CommonJS', '--require', 'worker.cjs'),
  bundledWorker,
  ...mixedConsumers,
  bundle('esbuild, Express, CommonJS', 'cjs', ['express-bot.mjs']),
  bundle('esbuild, Express, ESM', 'esm', ['express-bot.mjs']),
  bundle('esbuild, Fastify, CommonJS', 'cjs', ['fastify-bot.cjs']),
  bundle('esbuild, Fastify, ESM', 'esm', ['fastify-bot.mjs']),
  tsx('tsx, ESM', 'express-bot.ts', 'express-bot.mts'),
  tsx('tsx, CommonJS', 'fastify-bot.ts', 'fastify-bot.cts'),
  compiled({ name: 'TypeScript 6, node16', module: 'node16' }),
  compiled({ name: 'TypeScript 6, nodenext', module: 'nodenext' }),
  compiled({ name: 'TypeScript 7, nodenext', module: 'nodenext', compiler: 'typescript-7' }),
  compiled({
    name: 'TypeScript 6, Express 4 and its types',
    module: 'nodenext',
    links: { express: 'express-4.22', '@types/express': 'types-express-4' },
  }),
  bundled,
  jest,
  tsJest,
  vitest,
];
