'use strict';

// One query of each source, as its library asks and answers it, with or without Astrolabe. The connections answer at once:
// what is timed is what happens beside the work of a library and of a database.
const { tracingChannel } = require('node:diagnostics_channel');
const { EventEmitter } = require('node:events');
const { answerParent, cpuMicros } = require('./control.cjs');

const isWatched = process.argv[2] === 'astrolabe';
/** So many queries has a request, so that none of them is beyond what a transaction keeps. */
const QUERIES = 50;
const SQL = "SELECT id, name FROM charts WHERE user_id = $1 AND kind = 'natal' ORDER BY created_at LIMIT 10";
const SERVER = { serverAddress: 'db.internal', serverPort: 6379 };

const ignore = () => undefined;

/** A library builds its object where somebody listens, so without Astrolabe somebody does. */
const published = (name, build) => {
  const channel = tracingChannel(name);
  if (!isWatched)
    channel.subscribe({ start: ignore, end: ignore, asyncStart: ignore, asyncEnd: ignore, error: ignore });
  return () => {
    const message = build();
    channel.start.publish(message);
    channel.end.publish(message);
    channel.asyncStart.publish(message);
    channel.asyncEnd.publish(message);
  };
};

const pgClient = () => {
  const client = { connectionParameters: {}, host: 'db.internal', port: 5432, database: 'bot', query: async () => SQL };
  return { client, ask: () => client.query(SQL) };
};

const ioredisClient = () => {
  const client = {
    status: 'ready',
    options: { host: 'cache.internal', port: 6379 },
    condition: { select: 0 },
    pipeline: ignore,
    duplicate: ignore,
    ping: ignore,
    sendCommand: (command) => {
      command.resolve('OK');
      return command.promise;
    },
  };
  return { client, ask: () => client.sendCommand({ name: 'get', ...Promise.withResolvers() }) };
};

const redis4Client = () => {
  class Client {
    async commandsExecutor() {}
    async executeScript() {}
    async multiExecutor() {}
    async sendCommand() {}
    async SELECT() {}
    async GET() {}
    async get() {}
    select = this.SELECT;
    options = { socket: { host: 'cache.internal', port: 6379 } };
  }
  const client = new Client();
  return { client, ask: () => client.get('chart') };
};

const redis5Client = () => {
  const client = {
    options: { socket: { host: 'cache.internal', port: 6379 } },
    ping: ignore,
    SELECT: ignore,
    _executeMulti: ignore,
    _executePipeline: ignore,
    sendCommand: async () => 'OK',
  };
  client._self = client;
  const words = ['GET', 'chart'];
  return { client, ask: () => client.sendCommand(words) };
};

const knexClient = () => {
  const connectionSettings = { host: 'db.internal', port: 5432, database: 'bot' };
  const client = Object.assign(new EventEmitter(), {
    raw: ignore,
    client: { dialect: 'postgresql', connectionSettings },
  });
  let queries = 0;
  const ask = () => {
    const query = { sql: SQL, __knexUid: '__knexUid1', __knexQueryUid: `query-${queries++}` };
    client.emit('query', { ...query });
    client.emit('query-response', [], { ...query });
  };
  // Without a listener an emitter does nothing at all.
  if (!isWatched) client.on('query', ignore).on('query-response', ignore);
  return { client, ask };
};

const sources = {
  ioredis: published('ioredis:command', () => ({ command: 'get', args: ['chart'], database: 0, ...SERVER })),
  redis: published('node-redis:command', () => ({ command: 'GET', args: ['GET', 'chart'], database: 0, ...SERVER })),
  mysql2: published('mysql2:query', () => ({ query: SQL, values: ['?'], database: 'bot', ...SERVER })),
  'mysql2 pool': published('mysql2:pool:connect', () => ({ database: 'bot', ...SERVER })),
  mongoose: published('mongoose:query', () => ({
    operation: 'findOne',
    collection: 'charts',
    database: 'bot',
    ...SERVER,
  })),
};
const watched = {
  'pg, watched': pgClient(),
  'ioredis, watched': ioredisClient(),
  'redis 4, watched': redis4Client(),
  'redis 5, watched': redis5Client(),
  'knex, watched': knexClient(),
};
for (const [name, { ask }] of Object.entries(watched)) sources[name] = ask;

let spans = 0;

/** Without health, which would ask the clients how they are, and count that. */
const startOurs = () => {
  const { databases, runtime, start } = require('@astrolabe/core');
  const ours = runtime();
  start(ours, { plugins: [databases()], options: { log: 'error', shutdownTimeout: 0 }, environment: {} });
  for (const { client } of Object.values(watched)) ours.watches.add(client);
  ours.recorder.add({
    name: 'counting',
    transactionEnded: (transaction) => {
      spans += transaction.spans.length;
    },
  });
  return ours;
};
const ours = isWatched ? startOurs() : undefined;

/** Within a request, so that each of them becomes a span of it. */
const inRequest = async (work) => {
  if (ours === undefined) return work();
  const transaction = ours.tracer.startTransaction('task', 'reading');
  await ours.tracer.run(transaction, work);
  transaction.root.end();
};

let work = 1;
/** About two microseconds each time. */
const burden = (times) => {
  for (let step = 0; step < times * 2_000; step++) work = Math.imul(work ^ step, 0x9e3779b1);
};

const countOf = (name) =>
  [...(ours?.metrics.family(name)?.series() ?? [])].reduce((sum, { value }) => sum + value.count, 0);

answerParent({
  sources: () => Object.keys(sources),
  /** Nanoseconds of CPU each. */
  time: async ({ source, times, burdened }) => {
    const ask = sources[source];
    const before = cpuMicros();
    for (let done = 0; done < times; done += QUERIES) {
      await inRequest(async () => {
        for (let index = 0; index < QUERIES; index++) await ask();
      });
    }
    if (burdened) burden(times);
    return ((cpuMicros() - before) * 1_000) / times;
  },
  recorded: () => ({
    spans,
    queries: countOf('db_client_operation_duration_seconds'),
    waits: countOf('db_client_connection_wait_time_seconds'),
  }),
});
