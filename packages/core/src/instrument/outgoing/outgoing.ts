import type { Core, Plugin } from '../../plugin.js';
import { CallRecorder } from './call-recorder.js';
import { declareClientDurations } from './client-metrics.js';
import { outgoingOptions } from './options.js';
import { outgoingListening } from './outgoing-listening.js';
import { Servers } from './servers.js';
import { trustedHosts } from './trusted-hosts.js';

/** Spans and durations of the HTTP requests that the bot makes, with `fetch`, undici and `node:http`. */
export const outgoing = (): Plugin<typeof outgoingOptions> => ({
  name: 'outgoing',
  options: outgoingOptions,
  setup: ({ metrics, deferred }, { propagateTo }) => {
    const recorder = new CallRecorder(
      new Servers(declareClientDurations(metrics), trustedHosts(propagateTo)),
      deferred,
    );
    const record = (library: 'http' | 'undici') => ({
      name: library,
      enable: (core: Core) => outgoingListening(core).record(library, recorder),
    });
    return { instrumentations: [record('http'), record('undici')] };
  },
});
