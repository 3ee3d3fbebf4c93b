/** A key of path-to-regexp 0.1: the name of a group, or its number. */
export interface RegexpKey {
  readonly name?: string | number;
}
/** One of the expressions that were joined for an array, with the pattern that it was made from if there was one. */
export interface RegexpPart {
  readonly regexp: RegExp;
  readonly pattern: string | undefined;
}

/** What path-to-regexp 0.1 (0.1.7 to 0.1.13) ends the expression of a mount with. */
const MOUNT_END = /(?:\\\/\?)?\(\?=\\\/\|\$\)$/;
/** `(?:\/([^/]+?))?`: slash, dot, the parameter's own expression, `*`, `?`. */
const PARAMETER =
  /\(\?:(\\\/)?(\\\.)?(\(\[\^[^\]]+\]\+\?\)|\(\(\?:\(\?!.+?\)\.\)\+\?\)|\((?:\\.|[^()\\])*\))(\(\(\?:\[[^\]]+\]\.\+\?\)\?\))?\)(\?)?/y;
/** The expressions of a parameter for which the bot gave none. */
const PLAIN_PARAMETER = /^\(\[\^|^\(\(\?:\(\?!/;
const WILDCARD = /\(\.\*\)/y;
const ESCAPED = /\\([^A-Za-z0-9])/y;
const PLAIN = /[^\\^$.*+?()[\]{}|]/y;

/**
 * The paths that Express 4 made a mount's expression of: it keeps the expression only. Each stands at its place of the
 * array; one that did not come from a pattern, but from the bot's own expression, has none.
 */
export const mountParts = (regexp: RegExp, keys: readonly RegexpKey[]): readonly RegexpPart[] => {
  const left = [...keys];
  const parts = splitAlternatives(regexp).map((part) => ({
    regexp: part,
    pattern: patternOf(part, takeKeys(part, left)),
  }));
  const whole = [{ regexp, pattern: undefined }];
  return parts.some(({ pattern }) => pattern !== undefined) ? parts : whole;
};

/** An array of paths is one expression of alternatives; what is not a whole expression by itself was not one of them. */
export const splitAlternatives = (regexp: RegExp): readonly RegExp[] => {
  const source = regexp.source.startsWith('(?:^') ? regexp.source.slice(3, -1) : regexp.source;
  const sources = source.split(/\|(?=\^)/);
  if (sources.length === 1) return [regexp];
  try {
    return sources.map((each) => new RegExp(each, regexp.flags));
  } catch {
    return [regexp];
  }
};

const takeKeys = (part: RegExp, left: RegexpKey[]): readonly RegexpKey[] => {
  const groups = (new RegExp(`${part.source}|`).exec('')?.length ?? 1) - 1;
  return left.splice(0, groups);
};

const patternOf = ({ source }: RegExp, keys: readonly RegexpKey[]): string | undefined => {
  if (!source.startsWith('^') || !MOUNT_END.test(source)) return undefined;
  const body = source.slice(1).replace(MOUNT_END, '');
  const left = [...keys];
  let pattern = '';
  for (let index = 0; index < body.length; ) {
    const piece = pieceAt(body, index, left);
    if (piece === undefined) return undefined;
    pattern += piece.text;
    index += piece.length;
  }
  return pattern === '' ? '/' : pattern;
};

interface Piece {
  readonly text: string;
  readonly length: number;
}

const pieceAt = (body: string, index: number, keys: RegexpKey[]): Piece | undefined => {
  const parameter = matchAt(PARAMETER, body, index);
  if (parameter !== undefined) return parameterPiece(parameter, keys);
  const wildcard = matchAt(WILDCARD, body, index);
  if (wildcard !== undefined) {
    keys.shift();
    return { text: '*', length: wildcard[0].length };
  }
  const letter = matchAt(ESCAPED, body, index) ?? matchAt(PLAIN, body, index);
  return letter === undefined ? undefined : { text: letter[1] ?? letter[0], length: letter[0].length };
};

const parameterPiece = (match: RegExpExecArray, keys: RegexpKey[]): Piece | undefined => {
  const [whole, slash, dot, expression = '', star, optional = ''] = match;
  const name = keys.shift()?.name;
  if (typeof name !== 'string') return undefined;
  // The star is a group of its own, without a name.
  if (star !== undefined) keys.shift();
  const own = PLAIN_PARAMETER.test(expression) ? '' : expression;
  const before = (slash === undefined ? '' : '/') + (dot === undefined ? '' : '.');
  return { text: `${before}:${name}${own}${star === undefined ? '' : '*'}${optional}`, length: whole.length };
};

const matchAt = (expression: RegExp, text: string, index: number): RegExpExecArray | undefined => {
  expression.lastIndex = index;
  return expression.exec(text) ?? undefined;
};
