export type { RuntimeOptions } from './runtime.js';
export { eventually } from './testing/eventually.js';
export { type IsolatedRuntime, isolatedRuntime } from './testing/isolated-runtime.js';
export { createManualClock, type ManualClock } from './testing/manual-clock.js';
export { type RawClient, rawClient } from './testing/raw-client.js';
export { type RecordedLine, recordDiagnostics } from './testing/recorded-diagnostics.js';
