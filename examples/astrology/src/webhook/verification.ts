import { equalInConstantTime } from './constant-time.ts';

/** What Meta asks with when a webhook is set up; a parameter that was given twice is a list. */
export type VerificationQuery = Readonly<Record<string, unknown>>;

/**
 * The challenge to answer with when the one who asks knows the verify token; undefined when not: 403.
 * Source: Meta, Webhooks, "Verification requests". It comes from the caller: answer it as plain text.
 */
export const challengeOf = (query: VerificationQuery, verifyToken: string): string | undefined => {
  const { 'hub.mode': mode, 'hub.verify_token': token, 'hub.challenge': challenge } = query;
  const isOurs = mode === 'subscribe' && typeof token === 'string' && equalInConstantTime(token, verifyToken);
  return isOurs && typeof challenge === 'string' ? challenge : undefined;
};
