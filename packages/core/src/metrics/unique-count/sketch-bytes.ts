import { DenseRegisters } from './dense-registers.js';
import { isEntry, PRECISION } from './entry.js';
import { HyperLogLog } from './hyper-log-log.js';
import { SparseRegisters } from './sparse-registers.js';

/** A day's count, and the key that its users were hashed with: those of another key are other users. */
export interface DaySketch {
  /** Days since 1970, in UTC. */
  readonly day: number;
  /** Recognises the key, and does not tell it. */
  readonly keyId: number;
  readonly sketch: HyperLogLog;
}

const VERSION = 1;
const SPARSE = 0;
const DENSE = 1;
/** Version, precision, form, 0, the day and the key's id. */
const HEADER_BYTES = 12;
const ENTRY_BYTES = 4;

/** All numbers have their low byte first. */
export const encodeSketch = ({ day, keyId, sketch }: DaySketch): Uint8Array => {
  const { content } = sketch;
  const isSparse = content instanceof SparseRegisters;
  const bytes = new Uint8Array(HEADER_BYTES + (isSparse ? content.size * ENTRY_BYTES : content.ranks.length));
  const view = new DataView(bytes.buffer);
  bytes.set([VERSION, PRECISION, isSparse ? SPARSE : DENSE]);
  view.setUint32(4, day, true);
  view.setUint32(8, keyId, true);
  if (isSparse) {
    // In their order, so that equal sketches have equal bytes, whoever came first.
    const entries = Uint32Array.from(content.entries()).sort();
    for (const [position, entry] of entries.entries()) {
      view.setUint32(HEADER_BYTES + position * ENTRY_BYTES, entry, true);
    }
  } else {
    bytes.set(content.ranks, HEADER_BYTES);
  }
  return bytes;
};

/** Undefined for bytes that are none of ours: they come from elsewhere. */
export const decodeSketch = (bytes: Uint8Array): DaySketch | undefined => {
  if (bytes.length < HEADER_BYTES || bytes[0] !== VERSION || bytes[1] !== PRECISION) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const payload = bytes.subarray(HEADER_BYTES);
  const sketch = bytes[2] === SPARSE ? decodeSparse(payload) : bytes[2] === DENSE ? decodeDense(payload) : undefined;
  return sketch && { day: view.getUint32(4, true), keyId: view.getUint32(8, true), sketch };
};

const decodeSparse = (payload: Uint8Array): HyperLogLog | undefined => {
  if (payload.length % ENTRY_BYTES !== 0) return undefined;
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const registers = new SparseRegisters();
  for (let offset = 0; offset < payload.length; offset += ENTRY_BYTES) {
    const entry = view.getUint32(offset, true);
    if (!isEntry(entry) || !registers.add(entry)) return undefined;
  }
  return new HyperLogLog(registers);
};

const decodeDense = (payload: Uint8Array): HyperLogLog | undefined =>
  DenseRegisters.isValid(payload) ? new HyperLogLog(new DenseRegisters(payload.slice())) : undefined;
