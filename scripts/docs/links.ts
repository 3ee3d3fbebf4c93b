import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SourceFile } from '../law/workspace.ts';

const INLINE = /\]\(([^)\s]+)\)/g;
const REFERENCE = /^\[[^\]]+\]:\s+(\S+)/gm;
const IMAGE = /<(?:img|source)\b[^>]*\bsrc(?:set)?="([^"]+)"/g;

/** The links of pages to files that are not there; links to other sites are not followed. */
export const deadLinks = (pages: readonly SourceFile[], root: string): readonly string[] =>
  pages.flatMap(({ path, text }) =>
    [INLINE, REFERENCE, IMAGE]
      .flatMap((pattern) => [...text.matchAll(pattern)].map(([, target]) => String(target)))
      .filter((target) => !/^(?:[a-z]+:|#)/.test(target))
      .filter((target) => !existsSync(join(root, dirname(path), target.replace(/#.*$/, ''))))
      .map((target) => `${path} links to ${target}`),
  );
