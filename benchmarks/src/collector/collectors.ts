// A process of its own: collectors that take spans, or do something else with them. What they take is counted when somebody
// asks: to count it as it comes would take the time from the load generator beside them.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { answerParent } from '../../servers/control.cjs';
import { countServerSpans } from '../sink/otlp.ts';

const TAKEN = { 'content-type': 'application/x-protobuf' };

/** By the port that a bot sends to. */
const taken = new Map<number, Buffer[]>();

type Behaviour = (request: IncomingMessage, response: ServerResponse, bodies: Buffer[]) => void;
const BEHAVIOURS = {
  takes: async (request, response, bodies) => {
    // A bot that ends leaves what it had just begun to send.
    const body = await buffer(request).catch(() => undefined);
    if (body === undefined) return;
    if (request.url === '/v1/traces') bodies.push(body);
    response.writeHead(200, TAKEN).end();
  },
  hangs: (request) => {
    request.resume();
  },
  refuses: (request, response) => {
    request.resume();
    response.writeHead(503, TAKEN).end();
  },
} satisfies Record<string, Behaviour>;
export type BehaviourName = keyof typeof BEHAVIOURS;

const open = ({ behaviour }: { behaviour: BehaviourName }): Promise<number> =>
  new Promise((resolve) => {
    const bodies: Buffer[] = [];
    const behave: Behaviour = BEHAVIOURS[behaviour];
    const server = createServer((request, response) => behave(request, response, bodies));
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      taken.set(port, bodies);
      resolve(port);
    });
  });

/** How many spans this one has taken. */
const counted = ({ port }: { port: number }): number =>
  (taken.get(port) ?? []).reduce((sum, body) => sum + countServerSpans(body), 0);

answerParent({ open, counted });
