import type { ConfigOf, Option } from '../config/option.js';
import { choiceOption, flagOption, integerOption, ratioOption } from '../config/option-kinds.js';

/** OpenTelemetry's samplers. Those that follow a parent do so where callers are trusted. */
const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;
type Sampler = (typeof SAMPLERS)[number];

const DEFAULT_RATIO = 0.01;

const samplerOption: Option<Sampler | undefined> = {
  ...choiceOption<Sampler>(
    {
      env: ['OTEL_TRACES_SAMPLER'],
      fallback: 'traceidratio',
      description:
        "OpenTelemetry's name for the even sample, where `ASTROLABE_TRACE_RATIO` is not set. Those with `parentbased` " +
        'follow a caller where `ASTROLABE_TRUST_TRACEPARENT` is set.',
    },
    SAMPLERS,
  ),
  fallback: undefined,
};

/** What is kept of traces. */
export const samplingOptions = {
  traceRatio: ratioOption<number | undefined>(
    {
      env: ['ASTROLABE_TRACE_RATIO'],
      fallback: undefined,
      description:
        'The even sample: the part of all transactions that is kept whatever comes of them. Without it what ' +
        `\`OTEL_TRACES_SAMPLER\` says, or ${DEFAULT_RATIO}.`,
    },
    '0.01',
  ),
  tracesSampler: samplerOption,
  tracesSamplerRatio: ratioOption<number | undefined>(
    {
      env: ['OTEL_TRACES_SAMPLER_ARG'],
      fallback: undefined,
      description: 'The ratio of `traceidratio`; all of them without it.',
    },
    '0.01',
  ),
  trustTraceparent: flagOption({
    env: ['ASTROLABE_TRUST_TRACEPARENT'],
    fallback: false,
    description:
      "A caller's `sampled` is followed, and what it samples is kept. Only where no stranger can send a `traceparent`.",
  }),
  tracesPerSecond: integerOption(
    {
      env: ['ASTROLABE_TRACES_PER_SECOND'],
      fallback: 100,
      description:
        'So many failed, slow or asked-for transactions a second are kept in any case; a quarter more is shared out ' +
        'evenly among routes and kinds of error. The even sample is not in it.',
    },
    1,
    100_000,
  ),
  traceMemory: integerOption(
    {
      env: ['ASTROLABE_TRACE_MEMORY'],
      fallback: 32,
      description:
        'The most MiB of memory, by estimate, for transactions that have not ended; spans beyond it are counted.',
    },
    1,
    4_096,
  ),
};

export type SamplingConfig = ConfigOf<typeof samplingOptions>;

/** The ratio of the even sample. Source: OpenTelemetry's specification, "General SDK Configuration". */
export const sampleRatio = ({ traceRatio, tracesSampler, tracesSamplerRatio }: SamplingConfig): number => {
  if (traceRatio !== undefined) return traceRatio;
  if (tracesSampler === undefined) return DEFAULT_RATIO;
  if (tracesSampler.endsWith('always_off')) return 0;
  return tracesSampler.endsWith('traceidratio') ? (tracesSamplerRatio ?? 1) : 1;
};
