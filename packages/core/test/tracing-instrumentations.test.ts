import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { MongoServer } from './databases/mongo-server.js';
import { isInstalled, startPostgresql, startRedis } from './databases/servers.js';

const folder = fileURLToPath(new URL('../../../benchmarks/fixtures/otel-instrumentations/', import.meta.url));

interface SpanRecord {
  readonly id: string;
  readonly parent?: string | undefined;
  readonly name: string;
  readonly kind: number;
  readonly attributes: Readonly<Record<string, unknown>>;
}
type Tracer = 'stock' | 'astrolabe';

/** The spans of a scene, as it runs in a process of its own. */
const record = async (scene: string, tracer: Tracer, environment = {}): Promise<readonly SpanRecord[]> => {
  const env = { ...process.env, ...environment };
  const { stdout } = await promisify(execFile)(process.execPath, ['run.cjs', scene, tracer], { cwd: folder, env });
  return JSON.parse(stdout) as SpanRecord[];
};

/** Spans by what they say, each with its parent's: ids and ports differ from run to run, and so does the order of ends. */
const treeOf = (spans: readonly SpanRecord[]): readonly string[] => {
  const byId = new Map(spans.map((span) => [span.id, span]));
  const pathOf = ({ name, parent }: SpanRecord): string => {
    const above = parent === undefined ? undefined : byId.get(parent);
    return above === undefined ? `${parent === undefined ? '' : '(nobody) > '}${name}` : `${pathOf(above)} > ${name}`;
  };
  return spans
    .map((span) => {
      const { id, parent, name, ...rest } = span;
      return `${pathOf(span)} ${JSON.stringify(rest, (name, value) => (name === 'exception.stacktrace' ? thrownAt(value) : withoutPort(value)))}`;
    })
    .sort();
};

/** Further down are the frames of the tracer itself. */
const thrownAt = (stack: string): string => stack.split('\n').slice(0, 2).join('\n');

const withoutPort = (value: unknown): unknown => {
  if (typeof value === 'number' && value > 1_024) return 'port';
  if (typeof value === 'string') return value.replace(/127\.0\.0\.1:\d{4,}/g, '127.0.0.1:port');
  // The order in which attributes were set is nobody's business.
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
};

const expectAlike = async (scene: string, least: number, environment: (tracer: Tracer) => Promise<object>) => {
  const theirs = await record(scene, 'stock', await environment('stock'));
  const ours = await record(scene, 'astrolabe', await environment('astrolabe'));
  // Two empty trees would be alike as well.
  expect(theirs.length).toBeGreaterThanOrEqual(least);
  expect(treeOf(ours)).toEqual(treeOf(theirs));
};

/** Each runs from what is built, with a server of its own, so that both find the same. */
describe("OpenTelemetry's own instrumentations run unmodified, and yield the spans that they do on the stock SDK", () => {
  it('for undici', () => expectAlike('undici', 5, async () => ({})));

  it.runIf(isInstalled('redis-server'))('for ioredis 5', () =>
    expectAlike('ioredis', 8, async () => ({ REDIS_PORT: String((await startRedis()).port) })),
  );

  it.runIf(isInstalled('pg_config'))('for pg', () =>
    expectAlike('pg', 7, async () => ({ POSTGRESQL_PORT: String((await startPostgresql()).port) })),
  );

  it('for mongodb', () => expectAlike('mongodb', 9, async () => ({ MONGODB_URL: (await MongoServer.start()).url })));

  it('for Fastify', () => expectAlike('fastify', 20, async () => ({})));

  it('and a tree that differs in one parent, name, attribute, status or kind is not taken for the same', async () => {
    const spans = await record('undici', 'astrolabe');
    const last = spans.at(-1) as SpanRecord;
    const rest = spans.slice(0, -1);
    const changes = [{ parent: rest[1]?.id }, { name: 'x' }, { attributes: {} }, { status: { code: 1 } }, { kind: 4 }];
    for (const change of changes) expect(treeOf([...rest, { ...last, ...change }])).not.toEqual(treeOf(spans));
  });
});
