import { grouped } from '../table.ts';
import type { Account } from './contender.ts';
import { type Level, lowestOf } from './own-account.ts';

/** Five standard deviations: one run in two million is beyond them by chance. */
const DEVIATIONS = 5;

const wrongCount = ({ sent, counted }: Account): readonly [where: string, value: number] | undefined =>
  Object.entries(counted).find(([, value]) => value !== sent);

/** What is wrong with what a variant recorded: then nobody knows what it costs. Empty when it recorded all. */
export const doubts = (account: Account): string[] => {
  const { variant, framework } = account;
  const said = [countDoubt(account), tracedDoubt(account), levelDoubt(account), exportDoubt(account)];
  return said.flatMap((what) =>
    what === undefined ? [] : [`${variant.name} on ${framework} ${what}: what it costs is not known`],
  );
};

const countDoubt = (account: Account): string | undefined => {
  const wrong = wrongCount(account);
  return wrong && `counted ${wrong[1]} (${wrong[0]}) of ${account.sent} requests`;
};

const tracedDoubt = ({ variant: { tracedPart }, sent, traced }: Account): string | undefined => {
  if (tracedPart === undefined || traced === undefined) return undefined;
  const expected = sent * tracedPart;
  const allowed = DEVIATIONS * Math.sqrt(expected * (1 - tracedPart));
  if (Math.abs(traced - expected) <= allowed) return undefined;
  return `traced ${grouped(traced)} of ${grouped(sent)} requests, where ${grouped(Math.round(expected))} were expected`;
};

const levelDoubt = ({ own }: Account): string | undefined =>
  own === undefined || own.level === 'full' ? undefined : `was at level "${own.level}" and not "full"`;

const exportDoubt = ({ own }: Account): string | undefined =>
  own === undefined || own.exported === undefined || own.exported === own.kept
    ? undefined
    : `kept ${grouped(own.kept)} transactions, and ${grouped(own.exported)} were exported`;

/** What was sent, and what was counted of it: where the readings of a variant differ, the one that is wrong. */
export const totals = (accounts: readonly Account[]): { readonly sent: number; readonly counted: number } => ({
  sent: accounts.reduce((sum, { sent }) => sum + sent, 0),
  counted: accounts.reduce((sum, account) => sum + (wrongCount(account)?.[1] ?? account.sent), 0),
});

/** How Astrolabe recorded, over several processes of it; kept and exported by those that send. */
export interface Recording {
  readonly level: Level;
  readonly kept: number;
  readonly exported: number;
}

/** Undefined where none of the accounts is Astrolabe's. */
export const recordingOf = (accounts: readonly Account[]): Recording | undefined => {
  const own = accounts.flatMap((account) => account.own ?? []);
  const level = lowestOf(own.map((each) => each.level));
  if (level === undefined) return undefined;
  const sending = own.filter(({ exported }) => exported !== undefined);
  const sum = (read: (each: (typeof own)[number]) => number) => sending.reduce((total, each) => total + read(each), 0);
  return { level, kept: sum(({ kept }) => kept), exported: sum(({ exported = 0 }) => exported) };
};
