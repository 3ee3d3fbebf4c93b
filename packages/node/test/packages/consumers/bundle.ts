import { join } from 'node:path';
import { runToSuccess } from '../workspace.ts';
import { type Consumer, type Place, type Program, putAll } from './consumer.ts';

const ENDINGS = { cjs: 'cjs', esm: 'mjs' } as const;
type Format = keyof typeof ENDINGS;
/** Express and Fastify are CommonJS and require what Node.js has; in ESM there is no `require`. */
const REQUIRE =
  "import { createRequire as createRequireHere } from 'node:module'; const require = createRequireHere(import.meta.url);";

/** A bot that esbuild makes one file of, which runs where there is nothing else. */
export const bundle = (name: string, format: Format, files: readonly [bot: string, ...rest: string[]]): Consumer => ({
  name,
  prepare: async (place) => {
    putAll(place, files);
    return [await makeBundle(place, format, files[0])];
  },
});

/** @param bot a file that is in its place */
export const makeBundle = async (place: Place, format: Format, bot: string): Promise<Program> => {
  const file = `${bot.split('.')[0]}.${ENDINGS[format]}`;
  const output = `--outfile=${join(place.elsewhere, file)}`;
  const banner = format === 'esm' ? [`--banner:js=${REQUIRE}`] : [];
  const parameters = [bot, '--bundle', '--platform=node', `--format=${format}`, output, ...banner];
  await runToSuccess(process.execPath, [place.tool('esbuild/bin/esbuild'), ...parameters], place.folder);
  return { folder: place.elsewhere, parameters: [file], visits: 1 };
};
