import { promisify } from 'node:util';
import type { Clock } from '../../clock.js';
import { VERSION } from '../../version.js';
import type { Exporter, ExportResult } from '../otel-exporter.js';
import type { Destination } from '../otlp-exporters.js';
import { type RetryAfter, retryAfterMs } from '../retry-after.js';
import { nextTurn } from '../slices.js';
import type { Answer, Connection } from './connection.js';
import { connectByHttp, usesProxy } from './http-connection.js';
import { rejectedCount } from './partial-success.js';
import { connectBySocket } from './socket-connection.js';

const CONTENT_TYPE = 'application/x-protobuf';

/** Sends by OTLP over HTTP, once each: who exports tries again. Source: OpenTelemetry Protocol, "OTLP/HTTP". */
export class OtlpExporter<T> implements Exporter<T>, RetryAfter {
  private askedMs = 0;
  private readonly clock: Clock;
  private readonly encode: (payload: T) => Uint8Array;
  private readonly connection: Connection;
  private readonly timeoutMs: number;
  private readonly isCompressed: boolean;

  constructor(
    clock: Clock,
    { settings, certificates }: Pick<Destination, 'settings' | 'certificates'>,
    encode: (payload: T) => Uint8Array,
  ) {
    const { url, headers, timeoutMillis, compression } = settings;
    this.clock = clock;
    this.encode = encode;
    this.isCompressed = compression === 'gzip';
    this.timeoutMs = timeoutMillis;
    const destined = {
      clock,
      url: new URL(url),
      headers: {
        'user-agent': `astrolabe/${VERSION}`,
        ...ownersHeaders(headers),
        'content-type': CONTENT_TYPE,
        ...(this.isCompressed ? { 'content-encoding': 'gzip' } : {}),
      },
      certificates,
    };
    // A proxy is Node's to know.
    this.connection = usesProxy() ? connectByHttp(destined) : connectBySocket(destined);
  }

  export(payload: T, done: (result: ExportResult) => void): Promise<void> {
    return this.send(this.encode(payload)).then(done);
  }

  async shutdown(): Promise<void> {
    this.connection.close();
  }

  begin(): void {
    this.askedMs = 0;
  }

  take(): number {
    return this.askedMs;
  }

  private async send(encoded: Uint8Array): Promise<ExportResult> {
    // Encoding has held the event loop up already.
    await nextTurn();
    try {
      const body = this.isCompressed ? await compressed(encoded) : encoded;
      return this.resultOf(await this.connection.post(body, this.timeoutMs));
    } catch (error) {
      return { code: 1, error: error as Error };
    }
  }

  private resultOf({ status, retryAfter, contentType = '', body }: Answer): ExportResult {
    if (status >= 200 && status < 300) {
      return { code: 0, rejected: contentType.startsWith(CONTENT_TYPE) ? rejectedCount(body) : 0 };
    }
    this.askedMs = retryAfterMs(retryAfter, this.clock);
    return { code: 1, error: Object.assign(new Error('not taken'), { code: status }) };
  }
}

/** What is about the connection and not about the message is not the owner's to say. */
const HOP_HEADERS = new Set([
  'connection',
  'content-length',
  'transfer-encoding',
  'expect',
  'upgrade',
  'te',
  'trailer',
]);

const ownersHeaders = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers)
      .map(([name, value]) => [name.toLowerCase(), value] as const)
      .filter(([name]) => !HOP_HEADERS.has(name)),
  );

const compressed = (bytes: Uint8Array): Promise<Buffer> => {
  const { gzip } = process.getBuiltinModule('node:zlib');
  return promisify<Uint8Array, Buffer>(gzip)(bytes);
};
