import type { LogLevel } from '../diagnostics.js';
import { choiceOption, flagOption, integerOption, textOption, wordOption } from './option-kinds.js';

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
};
