export { type ExpositionFormat, OPEN_METRICS, TEXT } from './exposition/format.js';
export { prometheusOptions } from './options.js';
export { type PageOptions, renderMetrics } from './page.js';
export { prometheus } from './plugin.js';
export { type PromClientRegister, registerInto } from './prom-client/register-into.js';
export type { PromClientRegistry } from './prom-client/registry.js';
