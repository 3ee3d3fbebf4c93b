import { DUPLICATES, EVENTS, PERCENTILES, REPLY_DURATION, REQUEST_DURATION } from './metric-names.ts';
import type { MetricSample, MetricsPage } from './metrics-page.ts';

/** What is made wrong on purpose between the bot's page and the self-check, which has to find it. */
export const FAULTS = ['drop-one', 'early-turns', 'double-duplicates'] as const;
export type Fault = (typeof FAULTS)[number];

/** Turns that end after four fifths of their time. */
const EARLY = 0.8;

/** The page as a bot would show it that measures wrongly in this way. */
export const spoil = (page: MetricsPage, fault: Fault): MetricsPage => ({
  ...page,
  samples: SPOILERS[fault](page.samples),
});

const SPOILERS: Readonly<Record<Fault, (samples: readonly MetricSample[]) => readonly MetricSample[]>> = {
  'drop-one': (samples) => {
    const dropped = samples.find(
      ({ name, labels, value }) =>
        name === `${REQUEST_DURATION}_count` && labels.http_response_status_code === '200' && value > 0,
    );
    return samples.map((sample) => (sample === dropped ? { ...sample, value: sample.value - 1 } : sample));
  },
  'early-turns': (samples) =>
    scale(samples, EARLY, ({ name, labels }) => name === PERCENTILES && labels.metric === REPLY_DURATION),
  'double-duplicates': (samples) =>
    scale(samples, 2, ({ name, labels }) => name === DUPLICATES || (name === EVENTS && labels.outcome === 'duplicate')),
};

const scale = (
  samples: readonly MetricSample[],
  factor: number,
  concerns: (sample: MetricSample) => boolean,
): readonly MetricSample[] =>
  samples.map((sample) => (concerns(sample) ? { ...sample, value: sample.value * factor } : sample));
