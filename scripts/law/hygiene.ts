import type { SourceFile } from './workspace.ts';

/** What belongs to one machine or one network, and never into the repository. */
const FOREIGN: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['an absolute path of a machine', /(?<![\w.:/}$-])\/(?:(?:work|root)|(?:home|Users)\/[\w.-]+)\/[\w.-]+/],
  ['an absolute path of a machine', /\b[A-Z]:\\Users\\/],
  ['a registry host', /\bhttps?:\/\/(?:registry|npm|packages|artifactory|nexus)\.[\w.-]+/],
  ['a tarball address', /\btarball: ['"]?https?:/],
];

/** One sentence for each line that only one machine understands. */
export const foreignLines = (files: readonly SourceFile[]): readonly string[] =>
  files.flatMap(({ path, text }) =>
    text
      .split('\n')
      .flatMap((line, index) =>
        FOREIGN.filter(([, pattern]) => pattern.test(line)).map(([what]) => `${path}:${index + 1} has ${what}`),
      ),
  );
