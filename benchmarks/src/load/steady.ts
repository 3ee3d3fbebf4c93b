import { quantile } from '../statistics.ts';
import type { Connection } from './connection.ts';

export interface SteadyLoad {
  readonly path: string;
  readonly requests: number;
  /** A second, at most: where the client is late, it does not make up for it, which would be a burst. */
  readonly rate: number;
}

/** How long requests took, in milliseconds. */
export interface Latencies {
  readonly p50: number;
  readonly p99: number;
}

const TICK_MS = 1;

/**
 * Sends requests at a steady rate, however long the answers take: when all connections are waiting, further requests wait for one
 * of them, and that counts as theirs. Source: Gil Tene, How NOT to Measure Latency, "coordinated omission".
 */
export const sendSteadily = (
  connections: readonly Connection[],
  { path, requests, rate }: SteadyLoad,
  nowMs: () => number = () => performance.now(),
): Promise<Latencies> => {
  const bytes = Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
  const free = [...connections];
  const waitingSinceMs: number[] = [];
  const tookMs: number[] = [];
  return new Promise((resolve, reject) => {
    const send = (connection: Connection, dueMs: number) =>
      connection.request(bytes, { status: (code) => answered(connection, code, nowMs() - dueMs), failed });
    const answered = (connection: Connection, code: number, ms: number) => {
      if (code !== 200) return failed(new Error(`${path} answered ${code}`));
      tookMs.push(ms);
      const nextDueMs = waitingSinceMs.shift();
      if (nextDueMs === undefined) free.push(connection);
      else send(connection, nextDueMs);
      if (tookMs.length === requests) resolve({ p50: quantile(tookMs, 0.5), p99: quantile(tookMs, 0.99) });
    };
    const failed = (error: Error) => {
      stop();
      reject(error);
    };
    const stop = fallDue(requests, rate, (count) => {
      const dueMs = nowMs();
      for (let each = 0; each < count; each++) {
        const connection = free.pop();
        if (connection === undefined) waitingSinceMs.push(dueMs);
        else send(connection, dueMs);
      }
    });
  });
};

/** Tells how many requests fall due, until all have; returns what ends it before. */
const fallDue = (requests: number, rate: number, due: (count: number) => void): (() => void) => {
  let told = 0;
  let reached = 0;
  const timer = setInterval(() => {
    reached = Math.min(requests, reached + (rate * TICK_MS) / 1_000);
    due(Math.floor(reached) - told);
    told = Math.floor(reached);
    if (told === requests) clearInterval(timer);
  }, TICK_MS);
  return () => clearInterval(timer);
};
