import { type Consumer, putAll } from './consumer.ts';

const JEST_FILES = ['first', 'second', 'third'];

/** Three files of tests in one process, each with its bot. */
export const jest: Consumer = {
  name: 'Jest, CommonJS, three files in one process',
  prepare: async (place) => {
    putAll(place, ['express-bot.cjs']);
    for (const file of JEST_FILES) place.put('bot.jest.cjs', `${file}.jest.cjs`);
    place.write('jest.config.json', { testMatch: ['**/*.jest.cjs'], moduleFileExtensions: ['js', 'cjs', 'json'] });
    const parameters = [place.tool('jest/bin/jest.js'), '--config', 'jest.config.json', '--runInBand'];
    return [{ folder: place.folder, parameters, visits: JEST_FILES.length }];
  },
};

export const tsJest: Consumer = {
  name: 'ts-jest',
  prepare: async (place) => {
    putAll(place, ['express-bot.ts', 'bot.jest.ts']);
    place.write('tsconfig.json', {
      compilerOptions: {
        strict: true,
        module: 'node16',
        moduleResolution: 'node16',
        target: 'ES2022',
        esModuleInterop: true,
        allowJs: true,
        types: ['node', 'jest'],
      },
    });
    place.write('jest.config.json', {
      testMatch: ['**/*.jest.ts'],
      moduleFileExtensions: ['ts', 'js', 'cjs', 'json'],
      transform: { '^.+[.]ts$': 'ts-jest' },
    });
    const parameters = [place.tool('jest/bin/jest.js'), '--config', 'jest.config.json', '--runInBand'];
    return [{ folder: place.folder, parameters, visits: 1 }];
  },
};

export const vitest: Consumer = {
  name: 'Vitest',
  prepare: async (place) => {
    putAll(place, ['express-bot.mjs']);
    place.put('bot.vitest.mjs', 'bot.test.mjs');
    const parameters = [place.tool('vitest/vitest.mjs'), 'run', '--root', '.'];
    return [{ folder: place.folder, parameters, visits: 1 }];
  },
};
