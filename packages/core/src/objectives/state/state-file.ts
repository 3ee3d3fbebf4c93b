import { randomUUID } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Diagnostics } from '../../diagnostics.js';
import { decodeState, type KeptObjective, StateError } from './state-format.js';

const compress = promisify(gzip);
const decompress = promisify(gunzip);
/** Most bots keep no state: they need not load it at their start. */
const files = () => process.getBuiltinModule('node:fs/promises');

/** As much as 50 objectives with windows of 90 days can take. */
const MOST_BYTES = 80 * 1024 * 1024;

/**
 * The file of `ASTROLABE_STATE`. Everything here is asynchronous, nothing rejects, and a file that this service has not
 * written is never replaced.
 */
export class StateFile {
  private readonly path: string;
  /** In the same folder, so that it can be renamed; one name a process, so that a crash leaves one file at most. */
  private readonly beside: string;
  private readonly service: string;
  private readonly diagnostics: Diagnostics;
  /** The file as it was when it was last ours; undefined while what is there is not ours. */
  private known: string | undefined;

  constructor(path: string, service: string, diagnostics: Diagnostics) {
    this.path = path;
    this.beside = `${path}.${randomUUID()}.tmp`;
    this.service = service;
    this.diagnostics = diagnostics;
  }

  /** What was kept; nothing when there is no file, or none that can be used. */
  async load(): Promise<readonly KeptObjective[]> {
    this.known = undefined;
    try {
      const before = await this.stat();
      if (before === undefined) return await this.begin();
      if (!before.isFile()) throw new StateError('is no regular file');
      if (before.size > MOST_BYTES) throw new StateError(`has ${before.size} bytes, more than Astrolabe ever writes`);
      const kept = decodeState(await this.read(), this.service);
      this.known = versionOf(before);
      return kept;
    } catch (error) {
      this.warn(error);
      return [];
    }
  }

  /** There is no file yet. That none can be made is said now, and not when there would be something to lose. */
  private async begin(): Promise<readonly KeptObjective[]> {
    this.known = ABSENT;
    await files().access(dirname(this.path), constants.W_OK);
    return [];
  }

  /** Replaces the file at once and as a whole, unless it has been changed by somebody else meanwhile. */
  async save(content: Buffer): Promise<void> {
    try {
      const there = versionOf(await this.stat());
      if (there !== this.known && there !== ABSENT) {
        if (this.known !== undefined) await this.meetOtherWriter();
        return;
      }
      if (there !== ABSENT) await files().access(this.path, constants.W_OK);
      await this.replace(await compress(content, { level: 1 }));
      this.known = versionOf(await this.stat());
    } catch (error) {
      this.warn(error);
    }
  }

  /** Whoever wrote it is left alone for as long as it goes on writing: two of us would undo each other's work. */
  private async meetOtherWriter(): Promise<void> {
    this.diagnostics.warnOnce(
      'ASTROLABE_STATE_SHARED',
      `${this.path} is written by another process as well; give each process a file of its own in ASTROLABE_STATE`,
    );
    await this.load();
  }

  private async read(): Promise<Buffer> {
    const bytes = await files().readFile(this.path);
    try {
      return await decompress(bytes, { maxOutputLength: MOST_BYTES });
    } catch {
      throw new StateError('is damaged, or not one that Astrolabe has written');
    }
  }

  private async replace(bytes: Buffer): Promise<void> {
    try {
      await files().writeFile(this.beside, bytes, { mode: 0o600, flush: true });
      await files().rename(this.beside, this.path);
    } catch (error) {
      await files()
        .unlink(this.beside)
        .catch(() => undefined);
      throw error;
    }
  }

  private async stat(): Promise<Stats | undefined> {
    try {
      return await files().stat(this.path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  private warn(error: unknown): void {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    const [reason, remedy] =
      error instanceof StateError
        ? [error.message, 'move it away, or name another file']
        : [`cannot be used (${code})`, REMEDY[code] ?? 'name a file that this process can read and write'];
    this.diagnostics.warnOnce(
      'ASTROLABE_STATE_UNUSABLE',
      `the file ${this.path} of ASTROLABE_STATE ${reason}, so objectives begin anew at every start; ${remedy}`,
    );
  }
}

const REMEDY: Readonly<Record<string, string>> = {
  ENOENT: 'create its folder, or name a file in a folder that is there',
  ENOTDIR: 'name a file in a folder: a part of its path is none',
  ENOSPC: 'make room on its disk',
};

const ABSENT = 'absent';

const versionOf = (file: Stats | undefined): string =>
  file === undefined ? ABSENT : `${file.ino} ${file.size} ${file.mtimeMs}`;
