import type { Clock } from '../../clock.js';
import type { DeferredWork } from '../../recorder/deferred-work.js';
import type { OutgoingReading, OutgoingRequest } from '../outgoing/outgoing-request.js';
import { AnswerEnds } from './answer-ends.js';
import { decompress } from './decompress.js';
import { type Api, type Operation, operationOf } from './endpoint.js';
import { type ModelCallEnd, type ReadModelCall, recordModelCall } from './model-call-end.js';
import type { ModelMetrics } from './model-metrics.js';
import { findModelName } from './model-name.js';

export interface ModelCallSurroundings {
  readonly clock: Clock;
  readonly deferred: DeferredWork;
  readonly metrics: ModelMetrics;
}

/** So far into the request its model is looked for. */
const MOST_SENT_BYTES = 1024 * 1024;
/** As much of it is kept until there is time to look; what is longer has pictures in it. */
const MOST_KEPT_BYTES = 64 * 1024;
/** What every event of a stream has. */
const DATA = 'data:';

/** What a language model is asked, as it passes by: its model, when the first chunk came, and the ends of the answer. */
export class ModelCall implements OutgoingReading {
  readonly api: Api;
  readonly request: OutgoingRequest;
  model: string | undefined = undefined;
  firstChunkMs = Number.NaN;
  encoding: string | undefined = undefined;
  answer: AnswerEnds | undefined = undefined;
  private readonly surroundings: ModelCallSurroundings;
  private kept: (Uint8Array | string)[] | undefined = undefined;
  private sentBytes = 0;

  constructor(api: Api, request: OutgoingRequest, surroundings: ModelCallSurroundings) {
    this.api = api;
    this.request = request;
    this.surroundings = surroundings;
  }

  sent(chunk: unknown): void {
    if (this.model !== undefined || this.sentBytes > MOST_SENT_BYTES) return;
    if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) return;
    this.sentBytes += chunk.length;
    if (this.sentBytes > MOST_KEPT_BYTES) this.readModel(chunk);
    else if (this.kept === undefined) this.kept = [chunk];
    else this.kept.push(chunk);
  }

  get operation(): Operation {
    return operationOf(this.api, this.request.method, this.request.path) ?? 'chat';
  }

  answering(header: (name: string) => string | undefined): void {
    const encoding = header('content-encoding');
    this.encoding = encoding === 'identity' ? undefined : encoding;
  }

  received(chunk: unknown): void {
    if (!(chunk instanceof Uint8Array)) return;
    const bytes = asBuffer(chunk);
    this.answer ??= new AnswerEnds();
    this.answer.add(bytes);
    if (Number.isNaN(this.firstChunkMs) && bytes.includes(DATA)) this.firstChunkMs = this.surroundings.clock.nowMs();
  }

  ended(): void {
    const { request, surroundings } = this;
    const { statusCode, errorType } = request;
    const end: ModelCallEnd = {
      call: this,
      endMs: surroundings.clock.nowMs(),
      errorType: errorType ?? (statusCode >= 400 ? String(statusCode) : ''),
      metrics: surroundings.metrics,
      deferred: surroundings.deferred,
    };
    // Until its span says what the answer tells: whoever reads the transaction reads that as well.
    request.span?.transaction.retain();
    surroundings.deferred.add(conclude, end);
  }

  /** Looks for the model in what was kept, and lets go of it. */
  readKept(): void {
    for (const chunk of this.kept ?? []) this.readModel(chunk);
    this.kept = undefined;
  }

  /** Text and bytes have the keys of JSON at the same places, in whatever letters the texts are. */
  private readModel(chunk: Uint8Array | string): void {
    this.model ??= findModelName(typeof chunk === 'string' ? chunk : asBuffer(chunk));
  }
}

/** Reading what was said can wait; unpacking it is done aside, and what is thrown there would end the process. */
const conclude = (end: ModelCallEnd): void => {
  const { answer, encoding } = end.call;
  const packed = encoding === undefined ? undefined : answer?.whole();
  if (encoding === undefined || packed === undefined || packed.length === 0) {
    record({ ...end, answer: encoding === undefined ? (answer?.text() ?? '') : '' });
    return;
  }
  decompress(packed, encoding, (text = '') => end.deferred.add(record, { ...end, answer: text }));
};

const record = (end: ReadModelCall): void => {
  const { call } = end;
  try {
    call.readKept();
    // WhatsApp's API on premises has the same address as Anthropic's, and names no model.
    if (call.api !== 'anthropic' || call.model !== undefined) recordModelCall(end);
  } finally {
    call.request.span?.transaction.release();
  }
};

const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
