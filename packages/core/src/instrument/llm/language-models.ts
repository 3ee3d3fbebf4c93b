import type { Core, Plugin } from '../../plugin.js';
import { outgoingListening } from '../outgoing/outgoing-listening.js';
import { type Api, operationOf } from './endpoint.js';
import { ModelCall } from './model-call.js';
import { createModelMetrics } from './model-metrics.js';

/** What language models are asked, recognised by the addresses of the APIs that all of them have. */
export const languageModels = (): Plugin => ({
  name: 'language-models',
  options: {},
  setup: ({ metrics, clock, deferred }) => {
    const surroundings = { clock, deferred, metrics: createModelMetrics(metrics) };
    const read = (api: Api) => ({
      name: api,
      enable: (core: Core) =>
        outgoingListening(core).read({
          name: api,
          wants: (method, path) => operationOf(api, method, path) !== undefined,
          begin: (request) => new ModelCall(api, request, surroundings),
        }),
    });
    return { instrumentations: [read('openai'), read('anthropic')] };
  },
});
