import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPlace, type Place } from './consumers/consumer.ts';
import { plain } from './consumers/plain.ts';
import { RIGHT_VISIT, visitsOf } from './consumers/visits.ts';
import { installedCopies } from './installed-copies.ts';
import { type InstalledProject, install, installProject, projectManifest, withTarballs } from './installed-project.ts';
import { type Manifest, packAll, packageNames, readManifest, runToSuccess, unpack } from './workspace.ts';

const OWN_COPIES = packageNames.map((name) => `node_modules/@astrolabe/${name}`);
const owner = projectManifest('owner.json');
const scratch = mkdtempSync(join(tmpdir(), 'astrolabe-owner-'));

let tarballs: ReadonlyMap<string, string>;
let before: InstalledProject;

beforeAll(async () => {
  tarballs = await packAll(scratch);
  before = await installProject('npm', owner);
}, 240_000);
afterAll(() => {
  before.remove();
  rmSync(scratch, { recursive: true, force: true });
});

const added = (all: readonly string[], had: readonly string[]): readonly string[] =>
  all.filter((path) => !had.includes(path));

/** What npm would have in the owner's project with these tarballs in it. */
const plannedCopies = async (name: string, files: ReadonlyMap<string, string>): Promise<readonly string[]> => {
  const folder = join(scratch, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify(withTarballs(owner, files)));
  await install(folder, 'npm', '--package-lock-only');
  return installedCopies(folder, '--package-lock-only');
};

/** The tarballs, one of them with a few fields of its own in its manifest. */
const withFields = async (name: string, fields: Partial<Manifest>): Promise<ReadonlyMap<string, string>> => {
  const folder = await unpack(String(tarballs.get(name)), mkdtempSync(join(scratch, 'altered-')));
  const manifest: Manifest = { ...readManifest(folder), ...fields };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  await runToSuccess('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], folder);
  return new Map([...tarballs, [name, join(folder, `astrolabe-${name}-${manifest.version}.tgz`)]]);
};
const peer = (range: string): Partial<Manifest> => ({
  peerDependencies: { express: range },
  peerDependenciesMeta: { express: { optional: true } },
});
const expresses = (copies: readonly string[]): readonly string[] => copies.filter((path) => path.endsWith('/express'));

describe('a bot on Express 4.22 in CommonJS, with Sentry 10, winston, mongoose 8 and axios', () => {
  it('gets Astrolabe by npm install, and no second copy of anything', async () => {
    const had = await installedCopies(before.folder);
    writeFileSync(join(before.folder, 'package.json'), JSON.stringify(withTarballs(owner, tarballs)));
    await install(before.folder, 'npm');
    const has = await installedCopies(before.folder);
    expect(added(has, had)).toEqual(OWN_COPIES);
    expect(expresses(has)).toEqual(['node_modules/express']);
    expect(has.filter((path) => path.endsWith('/@sentry/node'))).toEqual(['node_modules/@sentry/node']);
  }, 120_000);

  it('is measured, and its errors still reach its Sentry', async () => {
    const place: Place = createPlace(before);
    place.put('owner-bot.cjs');
    const [program] = await plain('the bot', ['owner-bot.cjs']).prepare(place);
    const [visit, ...others] = program === undefined ? [] : await visitsOf(program, process.execPath);
    expect(others).toEqual([]);
    expect(visit).toEqual({
      ...RIGHT_VISIT,
      others: [200, 404, 500],
      requests: Array(2).fill({
        ...RIGHT_VISIT.requests[0],
        'GET /users/:phone/chart/:day 200': 1,
        'GET /users/:phone/chart/:day 404': 1,
        'GET /users/:phone/chart/:day 500': 1,
      }),
    });
  });

  it('could not be given a range that theirs misses without the same look at it noticing', async () => {
    const wide = await plannedCopies('wide-peer', await withFields('whatsapp', peer('*')));
    expect(expresses(wide)).toEqual(['node_modules/express']);
    const narrow = plannedCopies('narrow-peer', await withFields('whatsapp', peer('^5.3.0')));
    await expect(narrow).rejects.toThrow('invalid: express@4.22.3');
    const refused = plannedCopies('narrow-own-peer', await withFields('node', peer('^5.3.0')));
    await expect(refused).rejects.toThrow('ERESOLVE');
    const { dependencies } = readManifest(join(before.folder, 'node_modules/@astrolabe/whatsapp'));
    const brought = { dependencies: { ...dependencies, express: '^5.3.0' } };
    const second = await plannedCopies('dependency', await withFields('whatsapp', brought));
    expect(expresses(second)).toContain('node_modules/@astrolabe/whatsapp/node_modules/express');
  }, 120_000);
});
