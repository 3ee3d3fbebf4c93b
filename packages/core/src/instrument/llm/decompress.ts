import { brotliDecompress, gunzip, inflate, zstdDecompress } from 'node:zlib';

/** A bomb ends here. */
const MOST_BYTES = 1024 * 1024;

type Decode = (
  body: Buffer,
  limits: { readonly maxOutputLength: number },
  done: (error: Error | null, bytes: Buffer) => void,
) => void;

const DECODERS: ReadonlyMap<string, Decode> = new Map<string, Decode>([
  ['gzip', gunzip],
  ['x-gzip', gunzip],
  ['deflate', inflate],
  ['br', brotliDecompress],
  ['zstd', zstdDecompress],
]);

/** Unpacks a body aside from the event loop; `done` gets undefined for what cannot be unpacked. */
export const decompress = (body: Buffer, encoding: string, done: (text: string | undefined) => void): void => {
  const decode = DECODERS.get(encoding.trim().toLowerCase());
  if (decode === undefined) {
    done(undefined);
    return;
  }
  decode(body, { maxOutputLength: MOST_BYTES }, (error, bytes) => {
    done(error === null ? bytes.toString('latin1') : undefined);
  });
};
