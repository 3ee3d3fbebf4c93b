import type { Account } from './contender.ts';

const wrongCount = ({ sent, counted }: Account): readonly [where: string, value: number] | undefined =>
  Object.entries(counted).find(([, value]) => value !== sent);

/** What a variant that was not on, or lost something, looks like; undefined when it counted whatever was sent. */
export const doubt = (account: Account): string | undefined => {
  const wrong = wrongCount(account);
  if (wrong === undefined) return undefined;
  const { variant, framework, sent } = account;
  return `${variant.name} on ${framework} counted ${wrong[1]} (${wrong[0]}) of ${sent} requests: what it costs is not known`;
};

/** What was sent, and what was counted of it: where the readings of a variant differ, the one that is wrong. */
export const totals = (accounts: readonly Account[]): { readonly sent: number; readonly counted: number } => ({
  sent: accounts.reduce((sum, { sent }) => sum + sent, 0),
  counted: accounts.reduce((sum, account) => sum + (wrongCount(account)?.[1] ?? account.sent), 0),
});
