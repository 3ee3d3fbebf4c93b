import { type Fate, phoneNumber } from '../graph/fate.ts';
import { type Content, text } from './content.ts';

/** A user in the middle of a conversation. */
interface Writer {
  readonly number: string;
  steps: number;
  answeredMs: number;
}

/** What somebody writes. */
export interface Line {
  readonly from: string;
  readonly content: Content;
}

/** Nobody writes on before this: the bot's last words have come by then. */
const THINKING_MS = 1_000;
const DAY_MS = 86_400_000;
const PLACES = ['London', 'Berlin', 'São Paulo', 'Mumbai', 'Tokyo', 'Nairobi'];
const QUESTIONS = ['What does it say about love?', 'And about work?', 'How will my week be?', 'Thank you! One more?'];

/**
 * Users in conversations of several messages. One writes on after the last answer, and a while of silence; one for
 * whom something went wrong writes no more, so that it is never open which message an answer belongs to.
 */
export class Crowd {
  readonly #waiting = new Map<string, Writer>();
  /** The one who was answered first comes first. */
  readonly #thinking = new Map<string, Writer>();
  #serial = 0;

  /** Who writes next, and what: somebody who has thought for long enough, or somebody new. */
  next(nowMs: number): Line {
    const writer = this.#rested(nowMs) ?? { number: this.stranger(), steps: 0, answeredMs: 0 };
    const content = line(writer);
    writer.steps++;
    if (writer.steps < conversationOf(writer).length) this.#waiting.set(writer.number, writer);
    return { from: writer.number, content };
  }

  /** A number that has never written. */
  stranger(fate: Fate = 'ordinary'): string {
    return phoneNumber(fate, this.#serial++);
  }

  answered(number: string, atMs: number): void {
    const writer = this.#waiting.get(number) ?? this.#thinking.get(number);
    if (writer === undefined) return;
    this.leave(number);
    writer.answeredMs = atMs;
    this.#thinking.set(number, writer);
  }

  /** Writes no more. */
  leave(number: string): void {
    this.#waiting.delete(number);
    this.#thinking.delete(number);
  }

  #rested(nowMs: number): Writer | undefined {
    for (const writer of this.#thinking.values()) {
      if (writer.answeredMs + THINKING_MS > nowMs) return undefined;
      this.#thinking.delete(writer.number);
      return writer;
    }
    return undefined;
  }
}

const serialOf = ({ number }: Writer): number => Number(number.slice(-6));

const date = (serial: number): string =>
  new Date(Date.UTC(1990, 0, 1) + ((serial * 37) % 3_650) * DAY_MS).toISOString().slice(0, 10);

const time = (serial: number): string =>
  `${String(serial % 24).padStart(2, '0')}:${String((serial * 7) % 60).padStart(2, '0')}`;

const place = (serial: number): string => PLACES[serial % PLACES.length] as string;

const question = (serial: number): string => QUESTIONS[serial % QUESTIONS.length] as string;

type Conversation = readonly ((serial: number) => string)[];

/** Some wait to be asked. */
const PATIENT: Conversation = [() => 'Hello!', date, time, place, question, (serial) => question(serial + 1)];
/** Others come out with all of it: a chart is computed and the language model asked at once. */
const HASTY: Conversation = [
  (serial) => `I was born on ${date(serial)} at ${time(serial)} in ${place(serial)}`,
  question,
  (serial) => question(serial + 1),
];

const conversationOf = (writer: Writer): Conversation => (serialOf(writer) % 2 === 0 ? PATIENT : HASTY);

const line = (writer: Writer): Content => text(conversationOf(writer)[writer.steps]?.(serialOf(writer)) ?? '');
