import type { CivilDate } from '../places/civil-time.ts';
import { findPlace, type Place, placeAt } from '../places/place.ts';
import type { InboundMessage } from '../webhook/inbound-message.ts';
import { type BirthDateFinding, findBirthDate } from './birth-date.ts';
import { findAnsweredTime, findBirthTime, isTimeUnknown } from './birth-time.ts';
import { cannotRead, DATE_PROBLEMS, HINTS, QUESTIONS, STARTED_OVER, TOO_REMOTE, WELCOME } from './phrases.ts';
import { NEW_SESSION, type Session, stepOf } from './session.ts';
import { type Topic, topicOf } from './topic.ts';

/** What the bot does next: it says something, or it reads the chart of a complete session. */
export type Intent =
  | { readonly kind: 'say'; readonly text: string }
  | { readonly kind: 'read'; readonly topic: Topic; readonly showsChart: boolean };

export interface Heard {
  readonly session: Session;
  /** Undefined when nobody waits for an answer. */
  readonly intent: Intent | undefined;
}

/** Nobody waits for an answer to these. */
const WITHOUT_ANSWER = new Set(['reaction', 'system']);
/** Nobody writes more than this to tell a date; the rest is not searched. */
const LONGEST_SEARCHED = 1_000;
/** Alone: New York is a place. */
const START_OVER = /^\W*(?:new(?: chart)?|restart|reset|start (?:over|again)|forget(?: me)?)\W*$/i;

/** One step of the conversation: what a message changes, and what it asks for. It takes no time. */
export const hear = (session: Session, message: InboundMessage, now: Date): Heard => {
  const { type, text, location } = message;
  if (WITHOUT_ANSWER.has(type)) return { session, intent: undefined };
  if (location !== undefined) {
    const place = placeAt(location);
    return place === undefined ? say(session, TOO_REMOTE) : learn(session, { place });
  }
  if (text === undefined) return say(session, cannotRead(type, stepOf(session)));
  return hearText(session, text.slice(0, LONGEST_SEARCHED), now);
};

const hearText = (session: Session, text: string, now: Date): Heard => {
  if (START_OVER.test(text)) return say(NEW_SESSION, STARTED_OVER);
  const { date, problem } = findDate(session, text, now);
  if (problem !== undefined) return say(session, DATE_PROBLEMS[problem]);
  const known = date === undefined ? session : withDate(session, date);
  const details = findDetails(known, text, date !== undefined);
  if (date !== undefined || details !== undefined) return learn(known, details ?? {});
  const step = stepOf(session);
  if (step === 'complete') return { session, intent: { kind: 'read', topic: topicOf(text), showsChart: false } };
  return say(session, session === NEW_SESSION ? WELCOME : HINTS[step]);
};

/** A day without a year is one only when a date was asked for: 10.30 is a time as well, and 24/7 is neither. */
const findDate = (session: Session, text: string, now: Date): BirthDateFinding => {
  const finding = findBirthDate(text, now);
  return finding.problem === 'no year' && stepOf(session) !== 'date' ? {} : finding;
};

/** Another date is another birth, of which nothing else is known. */
const withDate = (session: Session, date: CivilDate): Session =>
  session.date === undefined ? { ...session, date } : { ...NEW_SESSION, date };

type Details = Pick<Partial<Session>, 'time' | 'place'>;

/**
 * The time and the place in a text, as far as they are of the birth: asked for, or told with it. In other words a city
 * or a time is just a city or a time.
 */
const findDetails = (session: Session, text: string, hasDate: boolean): Details | undefined => {
  const step = stepOf(session);
  const isOfBirth = hasDate || /\bborn\b/i.test(text);
  const time = step === 'time' && !hasDate ? answeredTime(text) : isOfBirth ? toldTime(text) : undefined;
  const place: Place | undefined = step === 'place' || isOfBirth || time !== undefined ? findPlace(text) : undefined;
  if (time === undefined && place === undefined) return undefined;
  return { ...(time === undefined ? {} : { time }), ...(place === undefined ? {} : { place }) };
};

const answeredTime = (text: string): Session['time'] =>
  findAnsweredTime(text) ?? (isTimeUnknown(text) ? 'unknown' : undefined);

const toldTime = (text: string): Session['time'] =>
  findBirthTime(text) ?? (isTimeUnknown(text) ? 'unknown' : undefined);

/** What was computed from less is no longer right. */
const learn = (session: Session, details: Details): Heard => {
  const next = { ...session, ...details, chart: undefined };
  const step = stepOf(next);
  if (step !== 'complete') return say(next, QUESTIONS[step]);
  return { session: next, intent: { kind: 'read', topic: 'today', showsChart: true } };
};

const say = (session: Session, text: string): Heard => ({ session, intent: { kind: 'say', text } });
