import { readdir, stat } from 'node:fs';
import { promisify } from 'node:util';

const statOf = promisify(stat);
const namesIn = promisify(readdir);
const FOLDER = '/proc/self/fd';

/** How many file descriptors this process has open. */
export interface OpenFiles {
  /** Counts in the background, and not while a count is under way. */
  sample(): void;
  /** Undefined while not known, and where there is no `/proc`. */
  readonly count: number | undefined;
}

export const createOpenFiles = (folder = FOLDER): OpenFiles => {
  let count: number | undefined;
  let isCounting = false;

  const read = async () => {
    // Since Linux 6.2 the size of the folder is the number of its entries, and nothing has to be listed.
    const { size } = await statOf(folder);
    // Listing them opens one more.
    count = size > 0 ? size : (await namesIn(folder)).length - 1;
  };
  const forget = () => {
    count = undefined;
  };
  const done = () => {
    isCounting = false;
  };

  return {
    sample: () => {
      if (isCounting) return;
      isCounting = true;
      void read().catch(forget).finally(done);
    },
    get count() {
      return count;
    },
  };
};
