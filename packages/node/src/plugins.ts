import { type CoreInput, type InputOf, type Instance, type Plugin, runtime, start } from '@astrolabe/core';
import { health, type healthOptions } from '@astrolabe/health';
import { prometheus, type prometheusOptions } from '@astrolabe/prometheus';
import { whatsapp, type whatsappOptions } from '@astrolabe/whatsapp';

/** What `astrolabe(…)` takes; every field may also be set by its environment variable. */
export type AstrolabeOptions = CoreInput &
  InputOf<typeof healthOptions> &
  InputOf<typeof prometheusOptions> &
  InputOf<typeof whatsappOptions>;

/** The composition root: the whole of Astrolabe is this list. */
const plugins = (): readonly Plugin[] => [health(), prometheus(), whatsapp()];

/** Starts Astrolabe in this process, once. */
export const startAstrolabe = (options: AstrolabeOptions = {}): Instance =>
  start(runtime(), { plugins: plugins(), options: { ...options }, environment: process.env });
