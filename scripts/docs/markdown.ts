/** A table of Markdown; what is in the cells cannot break it. */
export const markdownTable = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
};

export const code = (text: string): string => `\`${text}\``;

const REGION = /(<!-- generated: ([\w-]+) -->\n)[\s\S]*?(<!-- end -->)/g;

/** The names of the generated regions of a page. */
export const regionsOf = (page: string): readonly string[] =>
  [...page.matchAll(REGION)].map(([, , name]) => name ?? '');

/**
 * The page with its regions as they should be: what stands between `<!-- generated: name -->` and `<!-- end -->`.
 *
 * @throws Error for a region that nothing is generated for
 */
export const withRegions = (page: string, contents: ReadonlyMap<string, string>): string =>
  page.replace(REGION, (_region, start: string, name: string, end: string) => {
    const content = contents.get(name);
    if (content === undefined) {
      throw new Error(`nothing is generated for the region "${name}"; there are ${[...contents.keys()].join(', ')}`);
    }
    return `${start}${content}\n${end}`;
  });
