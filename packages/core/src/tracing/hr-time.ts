/** A time or a duration as OpenTelemetry's SDK hands it to exporters: a number cannot hold nanoseconds since 1970. */
export type HrTime = [seconds: number, nanoseconds: number];

export const hrTime = (ms: number): HrTime => {
  const seconds = Math.floor(ms / 1_000);
  return [seconds, Math.round((ms - seconds * 1_000) * 1e6)];
};
