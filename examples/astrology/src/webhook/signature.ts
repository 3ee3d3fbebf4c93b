import { createHmac } from 'node:crypto';
import { equalInConstantTime } from './constant-time.ts';

/**
 * Whether `header` (`X-Hub-Signature-256`) is the signature of exactly these bytes.
 * Source: Meta, Webhooks, "Validate payloads": HMAC-SHA256 of the raw body, keyed with the app secret.
 */
export const isSigned = (rawBody: Uint8Array, header: string | undefined, appSecret: string): boolean =>
  equalInConstantTime(header ?? '', sign(rawBody, appSecret));

const sign = (rawBody: Uint8Array, appSecret: string): string =>
  `sha256=${createHmac('sha256', appSecret).update(rawBody).digest('hex')}`;
