import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string) => fileURLToPath(new URL(`packages/${path}.ts`, import.meta.url));

/** Tests see the sources of every package, so that they need no build; only the tests of the tarballs make one. */
const alias = [
  { find: /^@astrolabe\/core\/testing$/, replacement: source('core/src/testing') },
  { find: /^@astrolabe\/(core|health|prometheus|whatsapp|node)$/, replacement: source('$1/src/index') },
  {
    find: /^@astrolabe\/node\/(auto|bullmq|express|fastify|http|opentelemetry|prometheus)$/,
    replacement: source('node/src/$1'),
  },
];

export default defineConfig({
  resolve: { alias },
  test: {
    include: [
      'packages/*/{src,test}/**/*.test.ts',
      'examples/*/{src,test}/**/*.test.ts',
      'benchmarks/{src,test}/**/*.test.ts',
      'scripts/**/*.test.ts',
    ],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // Tests that run side by side start processes; more of them than this would take the time from the other files.
    maxConcurrency: 2,
    // A test that is meant to run alone in CI is a mistake there.
    allowOnly: !process.env.CI,
    coverage: {
      provider: 'v8',
      reporter: ['json-summary'],
      include: ['packages/*/src/**/*.ts'],
      exclude: ['**/*.test.ts', '**/test/**'],
    },
  },
});
