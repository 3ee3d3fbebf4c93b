import type { Birth, Chart } from '../chart/chart.ts';
import type { CivilDate, CivilTime } from '../places/civil-time.ts';
import type { Place } from '../places/place.ts';

/** What a user has told so far. Personal data: it is kept in memory, and neither logged nor sent anywhere. */
export interface Session {
  readonly date: CivilDate | undefined;
  readonly time: CivilTime | 'unknown' | undefined;
  readonly place: Place | undefined;
  /** Computed once, when all is known. */
  readonly chart: Chart | undefined;
}

/** What is asked for next. */
export type Step = 'date' | 'time' | 'place' | 'complete';

export const NEW_SESSION: Session = { date: undefined, time: undefined, place: undefined, chart: undefined };

export const stepOf = ({ date, time, place }: Session): Step => {
  if (date === undefined) return 'date';
  if (time === undefined) return 'time';
  return place === undefined ? 'place' : 'complete';
};

/** The birth that a complete session is about. */
export const birthOf = ({ date, time, place }: Session): Birth | undefined => {
  if (date === undefined || time === undefined || place === undefined) return undefined;
  return { date, time: time === 'unknown' ? undefined : time, place };
};
