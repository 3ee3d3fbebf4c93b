import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { faultBody, GRAPH_FAULTS, type GraphFault, unknownObject, wrongParameter } from './graph-fault.ts';
import { type Outbound, readOutbound } from './outbound.ts';
import { createWamid } from './wamid.ts';

/** What was accepted, and the id that was given to it. */
export type Accepted = Outbound & { readonly id: string };

/** How the Graph API misbehaves for one call: it refuses, takes its time, or hangs up without an answer. */
export type Trouble =
  | { readonly fault: GraphFault }
  | { readonly until: Promise<unknown> }
  | { readonly hangUp: true }
  | undefined;

export interface GraphApiOptions {
  readonly phoneNumberId: string;
  readonly accessToken: string;
  /** Any free one by default. */
  readonly port?: number;
  readonly accepted?: (accepted: Accepted) => void;
  /** Asked for every message before it is accepted; calls that mark as read are spared. */
  readonly trouble?: (outbound: Outbound) => Trouble;
}

export interface GraphApi {
  readonly url: string;
  /** Messages that were refused, by code. */
  readonly refused: ReadonlyMap<number, number>;
  close(): Promise<void>;
}

const PATH = /^\/v\d+\.\d+\/([^/]+)\/messages$/;
const LARGEST_BODY = 256 * 1024;
/** Longer than any client waits, so that no connection is closed while a request is on its way. */
const KEEP_ALIVE_MS = 60_000;

/** The part of the Graph API that a bot talks to, on loopback. */
export const startGraphApi = async (options: GraphApiOptions): Promise<GraphApi> => {
  const refused = new Map<number, number>();
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    const refuse = (fault: GraphFault) => {
      refused.set(fault.code, (refused.get(fault.code) ?? 0) + 1);
      refuseWith(response, fault);
    };
    handle(options, request, response, refuse).catch(() => response.destroy());
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    refused,
    close: async () => {
      server.close();
      server.closeAllConnections();
      if (server.listening) await once(server, 'close');
    },
  };
};

const handle = async (
  options: GraphApiOptions,
  request: IncomingMessage,
  response: ServerResponse,
  refuse: (fault: GraphFault) => void,
): Promise<void> => {
  const body = await readBody(request);
  const id = PATH.exec(request.url ?? '')?.[1];
  if (request.method !== 'POST' || id !== options.phoneNumberId) return refuse(unknownObject(id ?? 'unknown'));
  if (request.headers.authorization !== `Bearer ${options.accessToken}`) return refuse(GRAPH_FAULTS.tokenExpired);
  if (body === undefined) return refuse(wrongParameter(`The body has more than ${LARGEST_BODY} bytes.`));
  const reading = readOutbound(body);
  if ('fault' in reading) return refuse(reading.fault);
  const { outbound } = reading;
  const trouble = outbound.kind === 'message' ? options.trouble?.(outbound) : undefined;
  if (trouble !== undefined) {
    if ('fault' in trouble) return refuse(trouble.fault);
    if ('hangUp' in trouble) return void response.destroy();
    await trouble.until;
  }
  accept(options, outbound, response);
};

const accept = ({ accepted, phoneNumberId }: GraphApiOptions, outbound: Outbound, response: ServerResponse): void => {
  if (response.destroyed) return;
  const id = createWamid(outbound.kind === 'message' ? outbound.recipient : phoneNumberId, 'outbound');
  answer(response, 200, outbound.kind === 'read' ? { success: true } : messageAnswer(outbound, id));
  accepted?.({ ...outbound, id });
};

const messageAnswer = (outbound: Extract<Outbound, { kind: 'message' }>, id: string): object => {
  const { recipient, addressedBy } = outbound;
  const known = addressedBy === 'number' ? { wa_id: recipient } : { user_id: recipient };
  return { messaging_product: 'whatsapp', contacts: [{ input: recipient, ...known }], messages: [{ id }] };
};

const refuseWith = (response: ServerResponse, fault: GraphFault): void => {
  if (fault.retryAfterSeconds !== undefined) response.setHeader('retry-after', fault.retryAfterSeconds);
  answer(response, fault.status, faultBody(fault));
};

const answer = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

/** The whole body as text; undefined when it is too large. */
const readBody = async (request: IncomingMessage): Promise<string | undefined> => {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size <= LARGEST_BODY) parts.push(part);
  }
  return size > LARGEST_BODY ? undefined : Buffer.concat(parts).toString('utf8');
};
