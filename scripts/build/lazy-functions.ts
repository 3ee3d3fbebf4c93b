import ts from 'typescript';

interface Insertion {
  readonly at: number;
  readonly text: string;
  /** So many characters are left out there. */
  readonly without?: number;
}

/**
 * TypeScript with a function in the place of each arrow function that does not mean the `this` around it. The engine
 * parses the arrow functions of a module at once and in full; another function waits for its first call, and most are
 * not called at the start of a bot.
 */
export const withLazyFunctions = (source: string, fileName: string): string => {
  const file = ts.createSourceFile(fileName, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  const insertions: Insertion[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isArrowFunction(node) && !belongsToItsPlace(node)) insertions.push(...asFunction(node, file));
    ts.forEachChild(node, visit);
  };
  visit(file);
  // What is inserted at one place stays in its order: the sort is stable.
  insertions.sort((a, b) => a.at - b.at);
  let result = '';
  let passed = 0;
  for (const { at, text, without = 0 } of insertions) {
    result += source.slice(passed, at) + text;
    passed = at + without;
  }
  return result + source.slice(passed);
};

const asFunction = (arrow: ts.ArrowFunction, file: ts.SourceFile): Insertion[] => {
  const { equalsGreaterThanToken: token, body, modifiers } = arrow;
  const [first] = arrow.parameters;
  const isAsync = modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) ?? false;
  const start = isAsync ? (modifiers?.end ?? arrow.getStart(file)) : arrow.getStart(file);
  const hasParentheses = arrow.getChildren(file).some(({ kind }) => kind === ts.SyntaxKind.OpenParenToken);
  const bare = hasParentheses ? undefined : first;
  const head: Insertion[] = [{ at: start, text: ' function ' }];
  if (bare !== undefined) head.push({ at: bare.getStart(file), text: '(' }, { at: bare.end, text: ')' });
  const arrowAt = token.getStart(file);
  if (ts.isBlock(body)) return [...head, { at: arrowAt, text: '', without: token.getWidth(file) }];
  // Nothing may stand between `return` and what is returned: a line break would end the statement.
  const bodyAt = body.getStart(file);
  return [...head, { at: arrowAt, text: '{ return ', without: bodyAt - arrowAt }, { at: body.end, text: ' }' }];
};

/** Whether it means the `this`, `super`, `arguments` or `new.target` of what it stands in. */
const belongsToItsPlace = (arrow: ts.ArrowFunction): boolean => {
  const search = (node: ts.Node): boolean => {
    if (node.kind === ts.SyntaxKind.ThisKeyword || node.kind === ts.SyntaxKind.SuperKeyword) return true;
    if (ts.isMetaProperty(node) || (ts.isIdentifier(node) && node.text === 'arguments')) return true;
    // These have a `this` of their own, but for what a class extends and what its members are called.
    if (ts.isFunctionExpression(node) || ts.isFunctionDeclaration(node)) return false;
    if (ts.isClassLike(node)) {
      const names = node.members.flatMap(({ name }) => (name && ts.isComputedPropertyName(name) ? [name] : []));
      return [...(node.heritageClauses ?? []), ...names].some(search);
    }
    return ts.forEachChild(node, search) ?? false;
  };
  return [...arrow.parameters, arrow.body].some(search);
};
