import { isRegExp } from 'node:util/types';
import { DerivedPath } from './derived-path.js';
import {
  type Extent,
  type LayerPath,
  matcherPath,
  type PathMatcher,
  ROOT_PATH,
  regexpPath,
  STAR_PATH,
} from './layer-path.js';
import { patternText } from './pattern.js';
import { mountParts, type RegexpKey, splitAlternatives } from './regexp-pattern.js';
import { isObject, type Layer } from './router-tree.js';

/** A layer of Express 4. */
interface RegexpLayer extends Layer {
  readonly regexp: RegExp & { readonly fast_slash?: boolean; readonly fast_star?: boolean };
  readonly keys?: readonly RegexpKey[];
}
/** A layer of Express 5, whose router is a package of its own. */
interface MatcherLayer extends Layer {
  readonly matchers: readonly PathMatcher[];
  readonly slash?: boolean;
  /** Since router 2.3: the path as the bot has given it, with arrays flattened. */
  readonly rawPath?: unknown;
}

const known = new WeakMap<object, readonly LayerPath[]>();

/** The paths of a layer; several for an array. They are read once, so that what one has learned stays with it. */
export const layerPaths = (layer: Layer): readonly LayerPath[] => {
  let paths = known.get(layer);
  if (paths === undefined) {
    paths = pathsWithText(layer, layer.route?.path);
    known.set(layer, paths);
  }
  return paths;
};

/** The paths of a layer, of which the bot is known to have given `path`; undefined where it is not known. */
export const pathsWithText = (layer: Layer, path: unknown): readonly LayerPath[] => {
  const extent = isObject(layer.route) ? 'route' : 'mount';
  if (isRegexpLayer(layer)) return pathsOfRegexp(layer, path, extent);
  if (isMatcherLayer(layer)) return pathsOfMatchers(layer, layer.rawPath ?? path, extent);
  return [];
};

const isRegexpLayer = (layer: Layer): layer is RegexpLayer => isRegExp((layer as Partial<RegexpLayer>).regexp);
const isMatcherLayer = (layer: Layer): layer is MatcherLayer =>
  Array.isArray((layer as Partial<MatcherLayer>).matchers);

const pathsOfRegexp = ({ regexp, keys = [] }: RegexpLayer, path: unknown, extent: Extent): readonly LayerPath[] => {
  if (regexp.fast_slash === true) return [ROOT_PATH];
  if (regexp.fast_star === true) return [STAR_PATH];
  if (path === undefined) {
    return mountParts(regexp, keys).map((part) => regexpPath(part.pattern ?? String(part.regexp), part.regexp, extent));
  }
  const texts = textsOf(path);
  const parts = splitAlternatives(regexp);
  if (parts.length !== texts.length) return [regexpPath(patternText(path) ?? String(regexp), regexp, extent)];
  return parts.map((part, index) => regexpPath(texts[index] ?? String(part), part, extent));
};

const pathsOfMatchers = ({ matchers, slash }: MatcherLayer, path: unknown, extent: Extent): readonly LayerPath[] => {
  if (slash === true) return [ROOT_PATH];
  const elements: readonly unknown[] = Array.isArray(path) ? path : [path];
  return matchers.map((matcher, index) => pathOfMatcher(matcher, elements[index], extent));
};

const pathOfMatcher = (matcher: PathMatcher, element: unknown, extent: Extent): LayerPath => {
  if (isRegExp(element)) return regexpPath(String(element), element, extent);
  const text = patternText(element);
  return text === undefined ? new DerivedPath(matcher) : matcherPath(text, matcher, extent);
};

const textsOf = (path: unknown): readonly (string | undefined)[] =>
  Array.isArray(path) ? path.flat(Number.POSITIVE_INFINITY).map(patternText) : [patternText(path)];
