import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { answerHtml, answerJson } from '../loopback/answer.ts';
import { readBody } from '../loopback/body.ts';
import { serveLoopback } from '../loopback/server.ts';
import { wallMs } from '../wall-clock.ts';
import { faultBody, GRAPH_FAULTS, type GraphFault, unknownObject, wrongParameter } from './graph-fault.ts';
import { type Outbound, type OutboundMessage, readOutbound } from './outbound.ts';
import { createWamid } from './wamid.ts';

/** What was accepted, the id that was given to it, and when the call came, by the wall clock. */
export type Accepted = Outbound & { readonly id: string; readonly calledMs: number };

/** How the Graph API misbehaves for one call. */
export type Trouble =
  /** It refuses, as documented. */
  | { readonly fault: GraphFault }
  /** It takes its time. */
  | { readonly until: Promise<unknown> }
  /** It hangs up without an answer. */
  | { readonly hangUp: true }
  /** A load balancer answers in its place: 502, and no JSON. */
  | { readonly html: true }
  /** It says 200, and the body says that it failed. */
  | { readonly lie: GraphFault }
  | undefined;

export interface GraphApiOptions {
  readonly phoneNumberId: string;
  readonly accessToken: string;
  /** Any free one by default. */
  readonly port?: number;
  readonly accepted?: (accepted: Accepted) => void;
  /** Told of every message that was not accepted. */
  readonly failed?: (message: OutboundMessage) => void;
  /** Told of every message that was answered with 200, and was not accepted. */
  readonly lied?: (message: OutboundMessage) => void;
  /** How long a call takes, in milliseconds; at once without it. */
  readonly latencyMs?: () => number;
  /** Asked for every message before it is accepted; calls that mark as read are spared. */
  readonly trouble?: (outbound: OutboundMessage) => Trouble;
}

export interface GraphApi {
  readonly url: string;
  /** Messages that were refused, by code. */
  readonly refused: ReadonlyMap<number, number>;
  close(): Promise<void>;
}

/** A call on its way to its answer. */
interface Call {
  readonly calledMs: number;
  readonly response: ServerResponse;
  readonly refuse: (fault: GraphFault) => void;
}

const PATH = /^\/v\d+\.\d+\/([^/]+)\/messages$/;
const LARGEST_BODY = 256 * 1024;

/** The part of the Graph API that a bot talks to, on loopback. */
export const startGraphApi = async (options: GraphApiOptions): Promise<GraphApi> => {
  const refused = new Map<number, number>();
  const server = await serveLoopback(options.port ?? 0, (request, response) => {
    const refuse = (fault: GraphFault) => {
      refused.set(fault.code, (refused.get(fault.code) ?? 0) + 1);
      refuseWith(response, fault);
    };
    handle(options, request, { calledMs: wallMs(), response, refuse }).catch(() => response.destroy());
  });
  return { ...server, refused };
};

const handle = async (options: GraphApiOptions, request: IncomingMessage, call: Call): Promise<void> => {
  const body = await readBody(request, LARGEST_BODY);
  const id = PATH.exec(request.url ?? '')?.[1];
  if (request.method !== 'POST' || id !== options.phoneNumberId) return call.refuse(unknownObject(id ?? 'unknown'));
  if (request.headers.authorization !== `Bearer ${options.accessToken}`) return call.refuse(GRAPH_FAULTS.tokenExpired);
  if (body === undefined) return call.refuse(wrongParameter(`The body has more than ${LARGEST_BODY} bytes.`));
  const reading = readOutbound(body);
  if ('fault' in reading) return call.refuse(reading.fault);
  const { outbound } = reading;
  if (options.latencyMs !== undefined) await setTimeout(options.latencyMs());
  if (outbound.kind === 'read') return accept(options, outbound, call);
  await take(options, outbound, call);
};

const take = async (options: GraphApiOptions, message: OutboundMessage, call: Call): Promise<void> => {
  const trouble = options.trouble?.(message);
  if (trouble !== undefined && 'until' in trouble) await trouble.until;
  else if (trouble !== undefined) return misbehave(options, trouble, message, call);
  accept(options, message, call);
};

const misbehave = (
  { failed, lied }: GraphApiOptions,
  trouble: Exclude<Trouble, { readonly until: unknown } | undefined>,
  message: OutboundMessage,
  { response, refuse }: Call,
): void => {
  if ('lie' in trouble) {
    answerJson(response, 200, faultBody(trouble.lie));
    lied?.(message);
    return;
  }
  if ('fault' in trouble) refuse(trouble.fault);
  else if ('hangUp' in trouble) response.destroy();
  else answerHtml(response, 502, 'Bad Gateway');
  failed?.(message);
};

const accept = (options: GraphApiOptions, outbound: Outbound, { calledMs, response }: Call): void => {
  if (response.destroyed) {
    // Whoever called has hung up.
    if (outbound.kind === 'message') options.failed?.(outbound);
    return;
  }
  const id = createWamid(outbound.kind === 'message' ? outbound.recipient : options.phoneNumberId, 'outbound');
  answerJson(response, 200, outbound.kind === 'read' ? { success: true } : messageAnswer(outbound, id));
  options.accepted?.({ ...outbound, id, calledMs });
};

const messageAnswer = ({ recipient, addressedBy }: OutboundMessage, id: string): object => {
  const known = addressedBy === 'number' ? { wa_id: recipient } : { user_id: recipient };
  return { messaging_product: 'whatsapp', contacts: [{ input: recipient, ...known }], messages: [{ id }] };
};

const refuseWith = (response: ServerResponse, fault: GraphFault): void => {
  if (fault.retryAfterSeconds !== undefined) response.setHeader('retry-after', fault.retryAfterSeconds);
  answerJson(response, fault.status, faultBody(fault));
};
