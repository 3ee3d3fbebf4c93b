import { describe, expect, it } from 'vitest';
import { countRequestMetric, countServerSpans } from './otlp.ts';

/** A field of protobuf's: a message or text, or a number. */
const field = (number: number, value: Buffer | string | number): Buffer => {
  if (typeof value === 'number') return Buffer.from([number << 3, value]);
  const bytes = Buffer.from(value);
  expect(bytes.length).toBeLessThan(128);
  return Buffer.concat([Buffer.from([(number << 3) | 2, bytes.length]), bytes]);
};
const fixed64 = (number: number, value: number): Buffer => {
  const bytes = Buffer.alloc(9, (number << 3) | 1);
  bytes.writeBigUInt64LE(BigInt(value), 1);
  return bytes;
};
const request = (...items: Buffer[]) => field(1, field(2, Buffer.concat(items.map((item) => field(2, item)))));
const span = (name: string, kind: number) => Buffer.concat([field(5, name), field(6, kind)]);
const histogram = (name: string, ...counts: number[]) =>
  Buffer.concat([field(1, name), field(9, Buffer.concat(counts.map((count) => field(1, fixed64(4, count)))))]);

describe('the reading of OTLP', () => {
  it('counts the spans of requests to the bot, and no others', () => {
    expect(countServerSpans(request(span('GET', 2), span('middleware', 1), span('GET', 2)))).toBe(2);
    expect(countServerSpans(Buffer.alloc(0))).toBe(0);
  });

  it('adds the observations of all series of the request histogram', () => {
    const bytes = request(
      histogram('http.client.request.duration', 9),
      histogram('http.server.request.duration', 300, 7),
    );
    expect(countRequestMetric(bytes)).toBe(307);
  });
});
