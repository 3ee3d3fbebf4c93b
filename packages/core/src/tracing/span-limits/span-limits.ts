/** The most that is kept of one span. Source: OpenTelemetry's specification, "Span Limits" and "Attribute Limits". */
export interface SpanLimits {
  readonly attributeCount: number;
  /** In UTF-16 code units of a text, or of each text in a list. */
  readonly attributeValueLength: number;
  readonly eventCount: number;
  readonly linkCount: number;
  readonly attributePerEventCount: number;
  readonly attributePerLinkCount: number;
}

export const DEFAULT_SPAN_LIMITS: SpanLimits = {
  attributeCount: 128,
  attributeValueLength: Number.POSITIVE_INFINITY,
  eventCount: 128,
  linkCount: 128,
  attributePerEventCount: 128,
  attributePerLinkCount: 128,
};
