import type { Clock } from '../../clock.js';
import type { Refuse } from '../refused-value.js';
import { HyperLogLog } from './hyper-log-log.js';
import { KEY_BYTES, SipHash } from './sip-hash.js';
import { decodeSketch, encodeSketch } from './sketch-bytes.js';

const DAY_MS = 86_400_000;

/** What all unique counts of a process share. */
export interface UniqueContext {
  readonly clock: Pick<Clock, 'wallMs'>;
  readonly hash: SipHash;
}

/** Of processes with one key, registers can be merged; without one, nobody else can know this process's. */
export const createUniqueContext = (
  clock: Pick<Clock, 'wallMs'>,
  key: Uint8Array = crypto.getRandomValues(new Uint8Array(KEY_BYTES)),
): UniqueContext => ({ clock, hash: new SipHash(key) });

/** Users of today and of yesterday, in UTC. A user is a hash from the first moment, and a register afterwards. */
export class UniqueSeries {
  private readonly context: UniqueContext;
  private readonly refuse: Refuse | undefined;
  private day: number;
  private sketch = new HyperLogLog();
  private finished: number | undefined = undefined;

  constructor(context: UniqueContext, refuse?: Refuse) {
    this.context = context;
    this.refuse = refuse;
    this.day = this.wallDay();
  }

  /** Counts a user once a day; a number is the same user as its text. No user, such as '', is not counted. */
  add(user: string | number | bigint): void {
    const id = typeof user === 'string' ? user : textOf(user);
    if (id === '') {
      this.refuse?.(user);
      return;
    }
    this.turnDay();
    const { hash } = this.context;
    hash.hash(id);
    this.sketch.add(hash.high, hash.low);
  }

  get today(): number {
    this.turnDay();
    return this.sketch.estimate();
  }

  /** The final count of the day before; undefined while that is not known: this process was not there. */
  get yesterday(): number | undefined {
    this.turnDay();
    return this.finished;
  }

  /** Today's registers, to be merged into those of another process. They hold no user, and nothing to find one by. */
  exportRegisters(): Uint8Array {
    this.turnDay();
    return encodeSketch({ day: this.day, keyId: this.keyId(), sketch: this.sketch });
  }

  /** Adds today's users of another process. False for registers of another day or key, and for what are none. */
  mergeRegisters(registers: Uint8Array): boolean {
    this.turnDay();
    const other = decodeSketch(registers);
    if (other === undefined || other.day !== this.day || other.keyId !== this.keyId()) return false;
    this.sketch.merge(other.sketch);
    return true;
  }

  private turnDay(): void {
    const day = this.wallDay();
    // A clock that steps back over midnight does not bring yesterday back.
    if (day === this.day || day === this.day - 1) return;
    if (day < this.day) this.finished = undefined;
    else this.finished = day === this.day + 1 ? this.sketch.estimate() : 0;
    this.day = day;
    this.sketch = new HyperLogLog();
  }

  private wallDay(): number {
    return Math.floor(this.context.clock.wallMs() / DAY_MS);
  }

  /** Users are never '', so this is the hash of none of them. */
  private keyId(): number {
    const { hash } = this.context;
    hash.hash('');
    return hash.low;
  }
}

const textOf = (user: unknown): string => (Number.isFinite(user) || typeof user === 'bigint' ? String(user) : '');
