import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Clock } from '../../clock.js';
import { VERSION } from '../../version.js';
import type { Exporter, ExportResult } from '../otel-exporter.js';
import type { DestinationSettings } from '../otlp-exporters.js';
import { type RetryAfter, retryAfterMs } from '../retry-after.js';
import { rejectedCount } from './partial-success.js';

/** What a collector has to say about a batch is short. */
const MAX_ANSWER_BYTES = 64 * 1024;
const CONTENT_TYPE = 'application/x-protobuf';

/**
 * Sends by OTLP over HTTP, once each: who exports tries again. By `fetch`, since the first request that leaves by Node's
 * older client makes every request that comes in dearer: the engine has to make the code they share for two.
 * Source: OpenTelemetry Protocol, "OTLP/HTTP".
 */
export class OtlpExporter<T> implements Exporter<T>, RetryAfter {
  private askedMs = 0;
  private readonly clock: Clock;
  private readonly encode: (payload: T) => Uint8Array<ArrayBuffer>;
  private readonly url: string;
  private readonly headers: Readonly<Record<string, string>>;
  private readonly timeoutMs: number;
  private readonly isCompressed: boolean;
  /** Of the start: a test of the bot's that replaces it later means its own calls. */
  private readonly fetch = globalThis.fetch;

  constructor(
    clock: Clock,
    { url, headers, timeoutMillis, compression }: DestinationSettings,
    encode: (payload: T) => Uint8Array<ArrayBuffer>,
  ) {
    const { bare, authorization } = withoutCredentials(url);
    this.clock = clock;
    this.encode = encode;
    this.url = bare;
    this.isCompressed = compression === 'gzip';
    this.timeoutMs = timeoutMillis;
    this.headers = {
      ...authorization,
      'user-agent': `astrolabe/${VERSION}`,
      ...headers,
      'content-type': CONTENT_TYPE,
      ...(this.isCompressed ? { 'content-encoding': 'gzip' } : {}),
    };
  }

  export(payload: T, done: (result: ExportResult) => void): Promise<void> {
    return this.send(this.encode(payload)).then(done);
  }

  begin(): void {
    this.askedMs = 0;
  }

  take(): number {
    return this.askedMs;
  }

  private async send(encoded: Uint8Array<ArrayBuffer>): Promise<ExportResult> {
    const { fetch, url, headers } = this;
    // The signal of `AbortSignal.timeout` is nobody's while `fetch` waits, and may be collected before its time.
    const given = new AbortController();
    const cancel = this.clock.after(this.timeoutMs, () => given.abort(new TimeoutError('no answer in time')));
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers,
        body: this.isCompressed ? await compressed(encoded) : encoded,
        redirect: 'manual',
        signal: given.signal,
      });
      return await this.resultOf(response);
    } catch (error) {
      return { code: 1, error: causeOf(error) };
    } finally {
      cancel();
    }
  }

  private async resultOf(response: Response): Promise<ExportResult> {
    if (response.ok) return { code: 0, rejected: await readRejected(response) };
    this.askedMs = retryAfterMs(response.headers.get('retry-after') ?? undefined, this.clock);
    // Nobody reads it, and until somebody does, it would keep the connection.
    await response.body?.cancel().catch(() => undefined);
    return { code: 1, error: Object.assign(new Error('not taken'), { code: response.status }) };
  }
}

class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
}

const compressed = promisify(gzip) as (bytes: Uint8Array) => Promise<Buffer<ArrayBuffer>>;

/** `fetch` takes no credentials in a URL. */
const withoutCredentials = (text: string) => {
  const url = new URL(text);
  const { username, password } = url;
  if (username === '' && password === '') return { bare: text, authorization: {} };
  url.username = '';
  url.password = '';
  const credentials = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`);
  return { bare: url.href, authorization: { authorization: `Basic ${credentials.toString('base64')}` } };
};

/** `fetch` says of every failure that it failed, and why in the cause. */
const causeOf = (error: unknown): Error => {
  const { cause } = error as { readonly cause?: unknown };
  return cause instanceof Error ? cause : (error as Error);
};

/** It was taken: whatever its answer says or does, there is nothing to send again. */
const readRejected = async (response: Response): Promise<number> => {
  try {
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of response.body ?? []) {
      bytes += chunk.length;
      if (bytes > MAX_ANSWER_BYTES) return 0;
      chunks.push(chunk);
    }
    const type = response.headers.get('content-type') ?? '';
    return type.startsWith(CONTENT_TYPE) ? rejectedCount(Buffer.concat(chunks)) : 0;
  } catch {
    return 0;
  }
};
