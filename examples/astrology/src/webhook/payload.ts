/** Bytes. Source: Meta, Webhooks: payloads have up to 3 MB. */
export const LARGEST_PAYLOAD = 3 * 1024 * 1024;

/** Seconds after which a webhook that found no room may come again. */
export const RETRY_AFTER_SECONDS = 5;

/** The JSON object in a body; undefined when there is none: 400. */
export const parsePayload = (body: Uint8Array): object | undefined => {
  try {
    const value: unknown = JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
};
