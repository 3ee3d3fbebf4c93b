import { WireType } from './protobuf-writer.js';

/** Field 1 of the answer, and field 1 of what it holds. */
const PARTIAL_SUCCESS = 1;
const REJECTED = 1;

/**
 * How many of a batch the collector has taken and thrown away, by its answer; 0 where that is none.
 * Source: opentelemetry-proto 1.x, `ExportTracePartialSuccess` and `ExportMetricsPartialSuccess`.
 */
export const rejectedCount = (answer: Uint8Array): number => {
  const partial = findField(answer, PARTIAL_SUCCESS);
  const rejected = partial instanceof Uint8Array ? findField(partial, REJECTED) : 0;
  return typeof rejected === 'number' && Number.isSafeInteger(rejected) ? rejected : 0;
};

/** The first value of a field; undefined where there is none, or where the bytes are no message. */
const findField = (bytes: Uint8Array, wanted: number): number | Uint8Array | undefined => {
  let place = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; place < bytes.length; factor *= 0x80) {
      const byte = bytes[place++] as number;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
    return Number.NaN;
  };
  while (place < bytes.length) {
    const tag = varint();
    const wireType = tag % 8;
    let value: number | Uint8Array;
    if (wireType === WireType.varint) value = varint();
    else if (wireType === WireType.bytes) {
      const size = varint();
      value = bytes.subarray(place, place + size);
      place += size;
    } else return undefined;
    if (Math.floor(tag / 8) === wanted) return value;
  }
  return undefined;
};
