import { gunzipSync } from 'node:zlib';
import { eventually } from '@astrolabe/core/testing';
import { expect, it } from 'vitest';
import { gzip } from './gzip.js';

const collect = async (parts: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const chunks: Uint8Array[] = [];
  for await (const part of parts) chunks.push(part);
  return Buffer.concat(chunks);
};

it('gives back what went in', async () => {
  const texts = Array.from({ length: 100 }, (_, index) => `metric{route="/héllo/🌍/${index}"} ${index}\n`.repeat(500));
  async function* source() {
    yield* texts;
  }
  const zipped = await collect(gzip(source()));
  expect(gunzipSync(zipped).toString()).toBe(texts.join(''));
  expect(zipped.length).toBeLessThan(texts.join('').length / 10);
});

it('fails for its reader when its source fails', async () => {
  async function* broken() {
    yield 'a 1\n';
    throw new Error('broken');
  }
  await expect(collect(gzip(broken()))).rejects.toThrow('broken');
});

it('ends its source when its reader leaves, and takes no more than its buffers hold until then', async () => {
  let taken = 0;
  let ended = false;
  async function* endless() {
    try {
      for (;;) {
        taken++;
        // Bytes that do not compress fill the buffers.
        yield Buffer.from(crypto.getRandomValues(new Uint8Array(30_000))).toString('latin1');
      }
    } finally {
      ended = true;
    }
  }
  for await (const part of gzip(endless())) {
    expect(part.length).toBeGreaterThan(0);
    break;
  }
  await eventually('the source has ended', () => ended);
  expect(taken).toBeLessThan(50);
});
