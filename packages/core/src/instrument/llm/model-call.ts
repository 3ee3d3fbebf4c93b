import type { Clock } from '../../clock.js';
import type { DeferredWork } from '../../recorder/deferred-work.js';
import type { OutgoingReading, OutgoingRequest } from '../outgoing/outgoing-request.js';
import { AnswerEnds } from './answer-ends.js';
import { decompress } from './decompress.js';
import type { Api, Operation } from './endpoint.js';
import { type ModelCallEnd, recordModelCall } from './model-call-end.js';
import type { ModelMetrics } from './model-metrics.js';
import { findModelName } from './model-name.js';

export interface ModelCallSurroundings {
  readonly clock: Clock;
  readonly deferred: DeferredWork;
  readonly metrics: ModelMetrics;
}

/** So far into the request its model is looked for. */
const MOST_SENT_BYTES = 1024 * 1024;
/** What every event of a stream has. */
const DATA = 'data:';

/** What a language model is asked, as it passes by: its model, when the first chunk came, and the ends of the answer. */
export class ModelCall implements OutgoingReading {
  readonly api: Api;
  readonly operation: Operation;
  readonly request: OutgoingRequest;
  model: string | undefined = undefined;
  firstChunkMs = Number.NaN;
  encoding: string | undefined = undefined;
  readonly answer = new AnswerEnds();
  private readonly surroundings: ModelCallSurroundings;
  private sentBytes = 0;

  constructor(api: Api, operation: Operation, request: OutgoingRequest, surroundings: ModelCallSurroundings) {
    this.api = api;
    this.operation = operation;
    this.request = request;
    this.surroundings = surroundings;
  }

  sent(chunk: unknown): void {
    if (this.model !== undefined || this.sentBytes > MOST_SENT_BYTES) return;
    const json = asJson(chunk);
    if (json === undefined) return;
    this.sentBytes += json.length;
    this.model = findModelName(json);
    // The span has its name while others can still see it run.
    if (this.model !== undefined) this.request.span?.updateName(`${this.operation} ${this.model}`);
  }

  answering(header: (name: string) => string | undefined): void {
    const encoding = header('content-encoding');
    this.encoding = encoding === 'identity' ? undefined : encoding;
  }

  received(chunk: unknown): void {
    if (!(chunk instanceof Uint8Array)) return;
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    this.answer.add(bytes);
    if (Number.isNaN(this.firstChunkMs) && bytes.includes(DATA)) this.firstChunkMs = this.surroundings.clock.nowMs();
  }

  ended(): void {
    // WhatsApp's API on premises has the same address as Anthropic's, and names no model.
    if (this.api === 'anthropic' && this.model === undefined) return;
    const { request, surroundings } = this;
    const { statusCode, errorType } = request;
    const end: ModelCallEnd = {
      call: this,
      endMs: surroundings.clock.nowMs(),
      errorType: errorType ?? (statusCode >= 400 ? String(statusCode) : ''),
      metrics: surroundings.metrics,
      deferred: surroundings.deferred,
    };
    surroundings.deferred.add(conclude, end);
  }
}

/** Reading the ends of an answer can wait; unpacking it is done aside, and what is thrown there would end the process. */
const conclude = (end: ModelCallEnd): void => {
  const { answer, encoding } = end.call;
  const whole = encoding === undefined ? undefined : answer.whole();
  if (encoding === undefined || whole === undefined || whole.length === 0) {
    recordModelCall({ ...end, answer: encoding === undefined ? answer.text() : '' });
    return;
  }
  decompress(whole, encoding, (text = '') => end.deferred.add(recordModelCall, { ...end, answer: text }));
};

/** Text and bytes have the keys of JSON at the same places, in whatever letters the texts are. */
const asJson = (chunk: unknown): Buffer | string | undefined => {
  if (typeof chunk === 'string' || Buffer.isBuffer(chunk)) return chunk;
  return chunk instanceof Uint8Array ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength) : undefined;
};
