/** One path of a layer: its only one, or an element of its array. */
export interface LayerPath {
  /** As the bot's code has it; undefined while the router keeps it to itself and no request has shown it. */
  readonly pattern: string | undefined;
  /** The beginning of `path` that it takes; undefined where it does not match. */
  match(path: string): string | undefined;
  /** As `match`, for a path that no request has brought: nothing is learned from it. */
  probe(path: string): string | undefined;
}

/** Routes take whatever they match; mounts take whole segments at the beginning. */
export type Extent = 'route' | 'mount';

/** The mount that takes nothing off any path. */
export const ROOT_PATH: LayerPath = { pattern: '/', match: () => '', probe: () => '' };

/** Express 4 writes `*` itself instead of running its regular expression. */
export const STAR_PATH: LayerPath = { pattern: '*', match: (path) => path, probe: (path) => path };

/** A path that Express or the bot has as a regular expression. */
export const regexpPath = (pattern: string, regexp: RegExp, extent: Extent): LayerPath => {
  // A copy: with the flags g or y a look would move the place where Express itself goes on.
  const copy = new RegExp(regexp.source, regexp.flags.replace(/[gy]/g, ''));
  return knownPath(pattern, (path) => extentOf(path, copy.exec(path)?.[0], extent));
};

/** A path of router 2, which keeps a function for it; `undefined` from it means that it does not match. */
export const matcherPath = (pattern: string, matcher: PathMatcher, extent: Extent): LayerPath =>
  knownPath(pattern, (path) => extentOf(path, runMatcher(matcher, path)?.path, extent));

/** There is nothing to learn where the pattern is known. */
const knownPath = (pattern: string, match: LayerPath['match']): LayerPath => ({ pattern, match, probe: match });

export type PathMatcher = (path: string) => unknown;
export interface PathMatch {
  readonly path: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** @throws what the matcher throws, which is an error in decoding a parameter */
export const callMatcher = (matcher: PathMatcher, path: string): PathMatch | undefined => {
  const match = matcher(path) as Partial<PathMatch> | false | undefined;
  if (!match || typeof match.path !== 'string') return undefined;
  return { path: match.path, params: match.params ?? {} };
};

export const runMatcher = (matcher: PathMatcher, path: string): PathMatch | undefined => {
  try {
    return callMatcher(matcher, path);
  } catch {
    return undefined;
  }
};

/** Express goes past a mount whose match is not at the beginning, or ends within a segment. */
export const extentOf = (path: string, matched: string | undefined, extent: Extent): string | undefined => {
  if (matched === undefined || extent === 'route') return matched;
  if (!path.startsWith(matched)) return undefined;
  const next = path[matched.length];
  // Express 4 lets a dot end a mount as well.
  return matched === '' || next === undefined || next === '/' || next === '.' ? matched : undefined;
};
