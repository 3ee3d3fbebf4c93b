/** A seeded generator (mulberry32), so that a failure can be repeated. */
export const randomSource = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
};
type Random = ReturnType<typeof randomSource>;

/** A mount in path-to-regexp's grammar. */
export interface RandomMount {
  readonly path: string;
  readonly sensitive: boolean;
  /** It without braces: with and without each of its optional parts. */
  readonly meanings: readonly string[];
}

const WORDS = ['users', 'Users', 'a', 'v1', '447', 'chart.json', 'x-y', '~me', 'Geburt'];
const JOINTS = ['-', '.', '..', '-to-', '~'];
const VALUES = [
  '447700900123',
  '%2B447700900123',
  '+44 7700'.replace(' ', '%20'),
  'users',
  'USERS',
  'a',
  'v1',
  '447',
  'x-y',
  'a.b',
  '1-to-2',
  'a..b',
  '%E4%BD%A0',
  '7'.repeat(80),
];

const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

export const randomMount = (random: Random): RandomMount => {
  let names = 0;
  const parameter = () => `:p${names++}`;
  const shapes = [
    () => pick(random, WORDS),
    () => parameter(),
    () => `${pick(random, WORDS)}-${parameter()}`,
    () => parameter() + pick(random, JOINTS) + parameter(),
  ];
  let path = '';
  let meanings = [''];
  const count = 1 + Math.floor(random() * 4);
  for (let index = 0; index < count; index++) {
    const isLast = index === count - 1;
    const segment = `/${isLast && random() < 0.15 ? `*rest${names}` : pick(random, shapes)()}`;
    const isOptional = index > 0 && random() < 0.2;
    path += isOptional ? `{${segment}}` : segment;
    const longer = meanings.map((each) => each + segment);
    meanings = isOptional ? [...longer, ...meanings] : longer;
  }
  return { path, sensitive: random() < 0.3, meanings };
};

/** A path that this meaning takes, with what callers may put into it. */
export const randomPath = (random: Random, meaning: string, sensitive: boolean): string =>
  meaning.replace(/:\w+|\*\w+|[^:*]/g, (part) => {
    if (part.startsWith('*'))
      return [pick(random, VALUES), pick(random, VALUES)].slice(random() < 0.5 ? 1 : 0).join('/');
    if (part.length > 1) return pick(random, VALUES);
    return !sensitive && random() < 0.3 ? part.toUpperCase() : part;
  });
