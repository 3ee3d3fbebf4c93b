import { relative } from 'node:path';
import { runToSuccess } from './workspace.ts';

/**
 * Where each package of a project is: `node_modules/express`, and `node_modules/other/node_modules/express` for a second
 * copy. As `npm ls` has it.
 */
export const installedCopies = async (folder: string, ...parameters: readonly string[]): Promise<readonly string[]> => {
  const list = await runToSuccess('npm', ['ls', '--all', '--parseable', ...parameters], folder);
  return list
    .trim()
    .split('\n')
    .map((path) => relative(folder, path))
    .filter((path) => path !== '')
    .sort();
};
