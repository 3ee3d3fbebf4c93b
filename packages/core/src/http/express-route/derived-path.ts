import { callMatcher, extentOf, type LayerPath, type PathMatch, type PathMatcher, runMatcher } from './layer-path.js';
import { REGEXP_MOUNT, UNKNOWN_MOUNT } from './pattern.js';

/** Bounds the work for one path; a longer one is not learned from. */
const MAX_LENGTH = 256;
/** Paths that show too little to be sure of a pattern; after so many the mount stays without one. */
const MAX_ATTEMPTS = 8;
/** From Unicode's private use area: in no path of a bot, and in no request, whose target is latin1. */
const MARK = '\uE000';

/**
 * A mount of router 2.0 to 2.2, which keeps no path: only a function that matches. Its pattern is learned from what
 * that function does with the first path that it takes, and is never a part of that path which a caller could choose.
 */
export class DerivedPath implements LayerPath {
  pattern: string | undefined = undefined;
  private readonly matcher: PathMatcher;
  private attempts = 0;

  constructor(matcher: PathMatcher) {
    this.matcher = matcher;
  }

  match(path: string): string | undefined {
    const match = runMatcher(this.matcher, path);
    const taken = extentOf(path, match?.path, 'mount');
    if (match !== undefined && taken !== undefined && this.pattern === undefined) this.learn(match, taken);
    return taken;
  }

  probe(path: string): string | undefined {
    return extentOf(path, runMatcher(this.matcher, path)?.path, 'mount');
  }

  private learn(match: PathMatch, taken: string): void {
    if (!isFromPathToRegexp(match)) {
      this.pattern = REGEXP_MOUNT;
    } else if (taken.length <= MAX_LENGTH) {
      this.pattern = derivePattern(this.matcher, taken);
      if (this.pattern === undefined && ++this.attempts >= MAX_ATTEMPTS) this.pattern = UNKNOWN_MOUNT;
    }
  }
}

/** The other matcher there is, for regular expressions, makes its parameters with a prototype. */
const isFromPathToRegexp = ({ params }: PathMatch): boolean => Object.getPrototypeOf(params) === null;

/** Text of a pattern, or the place of a parameter. */
type Piece = string | typeof PARAMETER;
const PARAMETER = Symbol('parameter');

/**
 * The pattern of a path-to-regexp matcher that takes the whole of `taken`; undefined where it is not certain.
 *
 * Each character is replaced by a mark that no pattern holds. Where a parameter had taken the character, it takes the
 * mark as well, so a path that no longer matches has lost a letter of the pattern itself: only such letters are shown.
 */
export const derivePattern = (matcher: PathMatcher, taken: string): string | undefined => {
  const path = taken.length > 1 && taken.endsWith('/') ? taken.slice(0, -1) : taken;
  const match = runMatcher(matcher, path);
  if (match?.path !== path || path.includes(MARK)) return undefined;
  const pieces = piecesOf(matcher, path, Object.keys(match.params).length === 0);
  if (pieces === undefined) return undefined;
  // A matcher that ignores case must not show the case that its first caller chose.
  const lowerCase = pieces.map((piece) => (typeof piece === 'string' ? piece.toLowerCase() : piece));
  return patternFrom(matcher, lowerCase) ?? patternFrom(matcher, pieces);
};

/** Text and parameters in their order; undefined where a character is not clear. */
const piecesOf = (matcher: PathMatcher, path: string, isStatic: boolean): readonly Piece[] | undefined => {
  const pieces: Piece[] = [];
  for (let index = 0; index < path.length; index++) {
    const probe = probeAt(matcher, path, index, isStatic);
    const last = pieces.at(-1);
    if (probe === 'unclear') return undefined;
    if (probe === 'parameter') {
      if (last !== PARAMETER) pieces.push(PARAMETER);
    } else if (typeof last === 'string') pieces[pieces.length - 1] = last + path.charAt(index);
    else pieces.push(path.charAt(index));
  }
  return pieces;
};

const probeAt = (matcher: PathMatcher, path: string, index: number, isStatic: boolean) => {
  try {
    const match = callMatcher(matcher, path.slice(0, index) + MARK + path.slice(index + 1));
    if (match === undefined) return 'text';
    // An optional part has been left out: it is text if there is nothing but text.
    if (match.path.length <= index) return isStatic ? 'text' : 'unclear';
    if (isStatic) return 'unclear';
    // Only a wildcard takes slashes: with the mark in its place, the parameter before it has taken more than it did.
    return path[index] === '/' && !isInWildcard(match) ? 'text' : 'parameter';
  } catch {
    // It matched, and what it took cannot be decoded: the mark stands within `%2B`.
    return 'parameter';
  }
};

const isInWildcard = ({ params }: PathMatch): boolean =>
  Object.values(params).some((value) => Array.isArray(value) && value.join('/').includes(MARK));

/** The pattern of these pieces, if the matcher takes it with marks for parameters, and finds just these in it. */
const patternFrom = (matcher: PathMatcher, pieces: readonly Piece[]): string | undefined => {
  const path = pieces.map((piece) => (typeof piece === 'string' ? piece : MARK)).join('');
  const match = runMatcher(matcher, path);
  if (match?.path !== path) return undefined;
  const parameters = Object.entries(match.params);
  const isMarked = parameters.every(([, value]) => String(value) === MARK);
  if (!isMarked || parameters.length !== pieces.filter((piece) => piece === PARAMETER).length) return undefined;
  const texts = parameters.map(([name, value]) => (Array.isArray(value) ? `*${name}` : `:${name}`));
  return pieces.map((piece) => (typeof piece === 'string' ? piece : texts.shift())).join('');
};
