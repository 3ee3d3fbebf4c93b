/** Numbered as OpenTelemetry's API numbers it. */
export const StatusCode = { unset: 0, ok: 1, error: 2 } as const;
export type StatusCode = (typeof StatusCode)[keyof typeof StatusCode];

export interface SpanStatus {
  readonly code: StatusCode;
  /** Only of an error. */
  readonly message?: string;
}

export const UNSET: SpanStatus = { code: StatusCode.unset };
const OK: SpanStatus = { code: StatusCode.ok };

/** What becomes of a status that is set anew. Source: OpenTelemetry's specification: Ok is final, and Unset is ignored. */
export const nextStatus = (current: SpanStatus, wanted: SpanStatus | undefined | null): SpanStatus => {
  if (current.code === StatusCode.ok) return current;
  const { code, message } = readStatus(wanted);
  if (code === StatusCode.ok) return OK;
  if (code !== StatusCode.error) return current;
  return typeof message === 'string' ? { code, message } : { code };
};

/** What is no status, or throws when it is read, changes none. */
const readStatus = (wanted: SpanStatus | undefined | null): Partial<Record<keyof SpanStatus, unknown>> => {
  try {
    return { code: wanted?.code, message: wanted?.message };
  } catch {
    return {};
  }
};
