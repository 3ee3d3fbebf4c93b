// A process of its own: scrapes as Prometheus does, and tells what came.
import { get } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { answerParent } from '../../servers/control.cjs';

export interface Scraped {
  readonly status: number;
  readonly durationMs: number;
  /** As sent. */
  readonly bytes: number;
  readonly gzipped: boolean;
  /** Lines that are samples of the benchmark's own metric. */
  readonly samples: number;
}

interface Question {
  readonly port: number;
  readonly token: string;
  readonly gzip: boolean;
}

const scrape = ({ port, token, gzip }: Question): Promise<Scraped> =>
  new Promise((resolve, reject) => {
    const startMs = performance.now();
    const headers = {
      accept: 'text/plain;version=0.0.4',
      authorization: `Bearer ${token}`,
      ...(gzip ? { 'accept-encoding': 'gzip' } : {}),
    };
    const request = get({ port, host: '127.0.0.1', path: '/metrics', headers, agent: false }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      const durationMs = performance.now() - startMs;
      const sent = Buffer.concat(chunks);
      const gzipped = response.headers['content-encoding'] === 'gzip';
      const samples = (gzipped ? gunzipSync(sent) : sent).toString().split('\nbench_').length - 1;
      resolve({ status: response.statusCode ?? 0, durationMs, bytes: sent.length, gzipped, samples });
    });
    request.on('error', reject);
  });

answerParent({ scrape });
