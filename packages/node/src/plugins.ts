import {
  type CoreInput,
  databases,
  type handlerOptions,
  type InputOf,
  type Instance,
  languageModels,
  OptionError,
  outgoing,
  type Plugin,
  requestHandlers,
  resources,
  runtime,
  start,
  telemetryExport,
} from '@astrolabe/core';
import { health, type healthOptions } from '@astrolabe/health';
import { prometheus, type prometheusOptions } from '@astrolabe/prometheus';
import { whatsapp, type whatsappOptions } from '@astrolabe/whatsapp';

/** What `astrolabe(…)` takes; every field may also be set by its environment variable. */
export type AstrolabeOptions = CoreInput &
  InputOf<typeof handlerOptions> &
  InputOf<typeof healthOptions> &
  InputOf<typeof prometheusOptions> &
  InputOf<typeof whatsappOptions>;

/**
 * The composition root: the whole of Astrolabe is this list.
 */
export const plugins = (): readonly Plugin[] => [
  resources(),
  outgoing(),
  databases(),
  languageModels(),
  requestHandlers(),
  telemetryExport(),
  health(),
  prometheus(),
  whatsapp(),
];

/** Starts Astrolabe in this process, once. */
export const startAstrolabe = (options: AstrolabeOptions = {}): Instance => {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new OptionError('is no object', 'astrolabe() takes an object of options, such as { token }, or nothing');
  }
  return start(runtime(), { plugins: plugins(), options: { ...options }, environment: process.env });
};
