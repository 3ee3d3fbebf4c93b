import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const folder = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(join(folder, 'README.md'), 'utf8');

it('has a row for every code that is reported, and for no other', () => {
  const sources = readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => readFileSync(join(folder, 'src', file), 'utf8'));
  const reported = new Set(sources.join('\n').match(/(?<=')ASTROLABE_[A-Z_]+(?=',)/g));
  const documented = readme.match(/(?<=^\| `)ASTROLABE_[A-Z_]+(?=` \|)/gm);
  expect(documented?.sort()).toEqual([...reported].sort());
});
