import type { LogLevel } from '../diagnostics.js';
import { exportOptions } from '../export/options.js';
import { governorOptions } from '../governor/options.js';
import { outgoingOptions } from '../instrument/outgoing/options.js';
import { resourceOptions } from '../metrics/resources/options.js';
import { sloOption } from '../objectives/slo-text.js';
import { samplingOptions } from '../recorder/options.js';
import { openTelemetryOptions } from '../tracing/otel-api/options.js';
import { spanLimitOptions } from '../tracing/span-limits/options.js';
import { type DurationOption, durationOption } from './duration.js';
import {
  choiceOption,
  fileOption,
  flagOption,
  integerOption,
  textOption,
  wordListOption,
  wordOption,
} from './option-kinds.js';

/** Railway's, in seconds: from SIGTERM until it kills. */
export const DRAINING_SECONDS = 'RAILWAY_DEPLOYMENT_DRAINING_SECONDS';

/** Railway gives bare seconds, and kills when they are over: the end has to come before. */
const drainingOption = (option: DurationOption): DurationOption => ({
  ...option,
  parse: (text, variable) =>
    variable === DRAINING_SECONDS ? option.parse(`${text.trim()}s`) * 0.9 : option.parse(text, variable),
});

/** The options of the core itself. */
export const coreOptions = {
  enabled: flagOption(
    {
      env: ['ASTROLABE_ENABLED', 'OTEL_SDK_DISABLED'],
      fallback: true,
      description: 'Off: nothing is listened to, counted or served, and the middleware lets everything through.',
    },
    ['OTEL_SDK_DISABLED'],
  ),
  serviceName: textOption<string | undefined>(
    {
      env: ['ASTROLABE_SERVICE_NAME', 'OTEL_SERVICE_NAME', 'RAILWAY_SERVICE_NAME'],
      fallback: undefined,
      description: 'The name of the bot; without one, the name in its package.json.',
    },
    'a name',
    'astrology-bot',
  ),
  token: wordOption<string | undefined>(
    {
      env: ['ASTROLABE_TOKEN'],
      fallback: undefined,
      secret: true,
      description: 'Opens what is private, as a Bearer token or as the password of Basic authentication.',
    },
    'a secret without white space',
    '"$(openssl rand -hex 24)"',
  ),
  adminPort: integerOption<number | undefined>(
    {
      env: ['ASTROLABE_ADMIN_PORT'],
      fallback: undefined,
      description:
        "A second port that serves Astrolabe's endpoints alone, the private ones without a token if none is set.",
    },
    0,
    65_535,
    '9464',
  ),
  adminHost: wordOption(
    {
      env: ['ASTROLABE_ADMIN_HOST'],
      fallback: '127.0.0.1',
      description: 'The address of the admin port. Anything but loopback needs a token as well.',
    },
    'an address of this machine',
    '127.0.0.1',
  ),
  maxSeries: integerOption(
    {
      env: ['ASTROLABE_MAX_SERIES'],
      fallback: 2_000,
      description: 'The most series of the request metrics; further routes share `(other)`, by method and status.',
    },
    1,
    100_000,
  ),
  shutdownTimeout: drainingOption(
    durationOption(
      {
        env: ['ASTROLABE_SHUTDOWN_TIMEOUT', DRAINING_SECONDS],
        fallback: '10s',
        description:
          "From SIGTERM or SIGINT to the end, for what is at work and for closers; of Railway's seconds it takes nine " +
          'tenths. 0: signals are left alone.',
      },
      0,
      '1h',
    ),
  ),
  slo: sloOption({
    env: ['ASTROLABE_SLO'],
    description:
      'Objectives: name, target, threshold and window. A name is `requests`, `reply` or `ack`, or that of a histogram ' +
      'such as `chart_seconds`. Without it `requests 95% 2s 30d; reply 95% 2s 30d; ack 99% 1s 30d`, where there are ' +
      'such metrics.',
  }),
  state: fileOption<string | undefined>(
    {
      env: ['ASTROLABE_STATE'],
      fallback: undefined,
      description:
        'A file that the minutes of objectives are kept in over restarts; each process needs one of its own.',
    },
    '/data/astrolabe.state',
  ),
  log: choiceOption<LogLevel>(
    {
      env: ['ASTROLABE_LOG_LEVEL', 'OTEL_LOG_LEVEL'],
      fallback: 'info',
      description:
        'How much Astrolabe says of itself: its start line is info. In variables, debug, verbose and all mean info.',
    },
    ['none', 'error', 'warn', 'info'],
    { debug: 'info', verbose: 'info', all: 'info' },
  ),
  disabledInstrumentations: wordListOption(
    {
      env: ['OTEL_NODE_DISABLED_INSTRUMENTATIONS'],
      fallback: [],
      description:
        "Sources that are not listened to, by OpenTelemetry's names: `http` and `undici` for the requests that the bot " +
        'makes, `openai` and `anthropic` for what language models are asked, and the names of ' +
        'databases; `opentelemetry` for its API, which then has no tracer of ours.',
    },
    'names, separated by commas',
    'undici,openai',
    /^[\w@/.-]+$/,
  ),
  ...exportOptions,
  ...governorOptions,
  ...outgoingOptions,
  ...resourceOptions,
  ...samplingOptions,
  ...spanLimitOptions,
  ...openTelemetryOptions,
};
