import ts from 'typescript';
import type { SourceFile } from '../law/workspace.ts';

/** How a code reaches the bot's owner, by the function that it is given to. */
const APPEARANCE: Readonly<Record<string, Appearance>> = {
  AstrolabeError: 'thrown',
  super: 'thrown',
  warnOnce: 'warning',
  failed: 'failure',
};
export type Appearance = 'thrown' | 'warning' | 'failure';

export interface UsedCode {
  readonly code: string;
  readonly path: string;
  /** undefined: the code is used in a way that the documentation has no word for. */
  readonly appearance: Appearance | undefined;
}

/**
 * The error codes in the sources. A code is a text such as `'ASTROLABE_TASK_FAILED'` that is no environment variable.
 */
export const usedCodes = (
  sources: readonly SourceFile[],
  isVariable: (name: string) => boolean,
): readonly UsedCode[] => {
  const used: UsedCode[] = [];
  for (const { path, text } of sources) {
    const visit = (node: ts.Node): void => {
      if (ts.isStringLiteralLike(node) && /^ASTROLABE_[A-Z]/.test(node.text) && !isVariable(node.text)) {
        used.push({ code: node.text, path, appearance: appearanceOf(node) });
      }
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  }
  return used;
};

const appearanceOf = ({ parent }: ts.StringLiteralLike): Appearance | undefined => {
  if (!ts.isCallExpression(parent) && !ts.isNewExpression(parent)) return undefined;
  const called = ts.isPropertyAccessExpression(parent.expression) ? parent.expression.name : parent.expression;
  return APPEARANCE[called.getText()];
};
