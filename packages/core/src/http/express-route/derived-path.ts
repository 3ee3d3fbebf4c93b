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
  const tokens = tokensOf(matcher, path, Object.keys(match.params).length === 0);
  if (tokens === undefined) return undefined;
  // A matcher that ignores case must not show the case that its first caller chose.
  const lowerCase = tokens.map((token) =>
    token.type === 'text' ? { ...token, text: token.text.toLowerCase() } : token,
  );
  const proven = [lowerCase, tokens].find((each) => matchesMarks(matcher, each));
  return proven?.map((token) => (token.type === 'text' ? token.text : token.prefix + token.name)).join('');
};

type Token =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'parameter'; readonly prefix: ':' | '*'; readonly name: string };
type Probe = 'text' | 'unclear' | 'unnamed' | Extract<Token, { type: 'parameter' }>;

/** Runs of letters and of parameters, in their order; undefined where one is not clear. */
const tokensOf = (matcher: PathMatcher, path: string, isStatic: boolean): readonly Token[] | undefined => {
  const tokens: Token[] = [];
  let run: Probe[] = [];
  for (let index = 0; index <= path.length; index++) {
    const probe = index < path.length ? probeAt(matcher, path, index, isStatic) : 'text';
    if (probe === 'unclear') return undefined;
    if (probe !== 'text') {
      run.push(probe);
      continue;
    }
    if (run.length > 0) {
      const parameter = onlyParameter(run);
      if (parameter === undefined) return undefined;
      tokens.push(parameter);
      run = [];
    }
    appendText(tokens, path.charAt(index));
  }
  return tokens;
};

const appendText = (tokens: Token[], text: string): void => {
  const last = tokens.at(-1);
  if (last?.type === 'text') tokens[tokens.length - 1] = { type: 'text', text: last.text + text };
  else if (text !== '') tokens.push({ type: 'text', text });
};

/** Two parameters always have text between them, so a run is one of them, or its text is also a parameter's. */
const onlyParameter = (run: readonly Probe[]): Token | undefined => {
  const named = run.filter((probe) => typeof probe === 'object');
  const [first] = named;
  return first !== undefined && named.every(({ name }) => name === first.name) ? first : undefined;
};

const probeAt = (matcher: PathMatcher, path: string, index: number, isStatic: boolean): Probe => {
  try {
    const match = callMatcher(matcher, path.slice(0, index) + MARK + path.slice(index + 1));
    if (match === undefined) return 'text';
    // An optional part has been left out: it is text if there is nothing but text.
    if (match.path.length <= index) return isStatic ? 'text' : 'unclear';
    return isStatic ? 'unclear' : parameterWithMark(match);
  } catch {
    // It matched, and what it took cannot be decoded: the mark stands within `%2B`.
    return 'unnamed';
  }
};

const parameterWithMark = ({ params }: PathMatch): Probe => {
  for (const [name, value] of Object.entries(params)) {
    if (typeof value === 'string' && value.includes(MARK)) return { type: 'parameter', prefix: ':', name };
    if (Array.isArray(value) && value.some((part) => String(part).includes(MARK))) {
      return { type: 'parameter', prefix: '*', name };
    }
  }
  return 'unnamed';
};

/** Whether the matcher takes the pattern with a mark for each parameter, and finds these parameters in it. */
const matchesMarks = (matcher: PathMatcher, tokens: readonly Token[]): boolean => {
  const path = tokens.map((token) => (token.type === 'text' ? token.text : MARK)).join('');
  const parameters = tokens.filter((token) => token.type === 'parameter');
  const match = runMatcher(matcher, path);
  return (
    match?.path === path &&
    Object.keys(match.params).length === parameters.length &&
    parameters.every(({ name }) => String(match.params[name]) === MARK)
  );
};
