import type { Core } from '../../plugin.js';
import type { Instrumentation } from '../instrumentation.js';
import { listenToCalls } from './channel-calls.js';
import { commandName } from './command-name.js';
import { KnownDatabases } from './known-databases.js';

/** What ioredis and node-redis publish of a command alike. Its arguments are keys and values, and are not looked at. */
interface RedisCommand {
  readonly command: string;
  readonly database?: number;
  readonly serverAddress?: string;
  readonly serverPort?: number;
}

interface RedisBatch extends Omit<RedisCommand, 'command'> {
  readonly batchMode: 'MULTI' | 'PIPELINE';
  readonly batchSize: number;
}

const listenToCommands = (library: string, core: Core, databases: KnownDatabases): (() => void) =>
  listenToCalls<RedisCommand>(`${library}:command`, core, ({ command, database, serverAddress, serverPort }) =>
    databases.at(serverAddress, serverPort, database).begin(commandName(command)),
  );

/** ioredis 5.11 and later. The commands of a transaction are published one by one, between MULTI and EXEC. */
export const ioredis: Instrumentation = {
  name: 'ioredis',
  enable: (core) => listenToCommands('ioredis', core, new KnownDatabases('redis', core)),
};

/** node-redis 5.12 and later. The commands of a transaction are published as one batch, those of a pipeline singly. */
export const nodeRedis: Instrumentation = {
  name: 'redis',
  enable: (core) => {
    const databases = new KnownDatabases('redis', core);
    const ends = [
      listenToCommands('node-redis', core, databases),
      listenToCalls<RedisBatch>('node-redis:batch', core, ({ batchMode, batchSize, ...server }) =>
        batchMode === 'MULTI'
          ? databases.at(server.serverAddress, server.serverPort, server.database).begin('MULTI', { batchSize })
          : undefined,
      ),
    ];
    return () => {
      for (const end of ends) end();
    };
  },
};
