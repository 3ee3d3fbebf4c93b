import ts from 'typescript';
import type { SourceFile } from '../law/workspace.ts';

/** How names of metrics end; what stands for a part that the code puts in is a star. */
const METRIC = /^[a-z*][a-z0-9*]*(?:_[a-z0-9*]+)*_(?:total|seconds|bytes|ratio)$/;

/** A text in the sources that reads like the name of a metric, or like its end. */
export interface NamedMetric {
  readonly name: string;
  readonly path: string;
}

/**
 * What the sources name and no documented metric is called: a metric that is declared only when something happens, so
 * that neither its owner nor an alert knows of it before.
 */
export const undocumentedMetrics = (
  sources: readonly SourceFile[],
  documented: readonly string[],
): readonly NamedMetric[] =>
  sources.flatMap(({ path, text }) =>
    metricTexts(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true))
      .filter((name) => !documented.some((known) => endsLike(known, name)))
      .map((name) => ({ name, path })),
  );

const metricTexts = (file: ts.SourceFile): readonly string[] => {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const text = textOf(node);
    if (text !== undefined && METRIC.test(text)) found.push(text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
};

const textOf = (node: ts.Node): string | undefined => {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return node.head.text + node.templateSpans.map(({ literal }) => `*${literal.text}`).join('');
};

/** The code often puts a prefix before a name, and `_total` behind it. */
const endsLike = (documented: string, name: string): boolean =>
  new RegExp(`(?:^|_)${name.replaceAll('*', '.*')}(?:_total)?$`).test(documented);
