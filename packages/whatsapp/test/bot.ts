import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const PHONE_NUMBER_ID = '106540352242922';

/** Sends one body to the mock Graph API, and resolves with the status of its answer. */
export type Send = (body: unknown) => Promise<number>;

const open = async (server: Server): Promise<string> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
const readAll = async (incoming: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of incoming) text += chunk;
  return text;
};

export interface World {
  readonly send: Readonly<Record<'fetch' | 'http', Send>>;
  /** Delivers messages as the platform does; resolves with the status of the acknowledgement. */
  deliver(...messages: readonly object[]): Promise<number>;
  post(body: string, path?: string): Promise<number>;
  /** The status and the body that the Graph API answers with from now on. */
  graphStatus: number;
  /** Answers wait for it. */
  graphDelay: Promise<void>;
  /** Calls that have come. */
  graphCalls: number;
  graphBody: string;
  close(): void;
}

/** A bot that `answer` is the whole of, and a Graph API. */
export const openWorld = async (
  answer: (body: string, response: ServerResponse, world: World) => void,
): Promise<World> => {
  const graph = createServer(async (incoming, response) => {
    await readAll(incoming);
    world.graphCalls++;
    await world.graphDelay;
    response.statusCode = world.graphStatus;
    response.end(world.graphBody);
  });
  const bot = createServer(async (incoming, response) => {
    answer(await readAll(incoming), response, world);
  });
  const [graphOrigin, botOrigin] = [await open(graph), await open(bot)];
  const graphUrl = `${graphOrigin}/v23.0/${PHONE_NUMBER_ID}/messages`;
  const post = async (body: string, path = '/webhook') => {
    const response = await fetch(botOrigin + path, { method: 'POST', body });
    await response.arrayBuffer();
    return response.status;
  };
  const world: World = {
    graphStatus: 200,
    graphDelay: Promise.resolve(),
    graphCalls: 0,
    graphBody: '{"messages":[{"id":"wamid.x"}]}',
    post,
    deliver: (...messages) =>
      post(
        JSON.stringify({
          entry: [{ changes: [{ value: { metadata: { phone_number_id: PHONE_NUMBER_ID }, messages } }] }],
        }),
      ),
    send: {
      fetch: async (body) => {
        const response = await fetch(graphUrl, { method: 'POST', body: JSON.stringify(body) });
        await response.arrayBuffer();
        return response.status;
      },
      http: async (body) => {
        const outgoing = request(graphUrl, { method: 'POST' });
        outgoing.end(JSON.stringify(body));
        const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
        await readAll(response);
        return response.statusCode ?? 0;
      },
    },
    close: () => {
      for (const server of [graph, bot]) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
  return world;
};
