/** A table that the code says: its head, and its rows by the name that a page asks for them by. */
export interface GeneratedTable {
  readonly head: readonly string[];
  readonly rows: ReadonlyMap<string, readonly string[]>;
}

/** A table of Markdown; what is in the cells cannot break it. */
export const markdownTable = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
};

export const code = (text: string): string => `\`${text}\``;

/** One region of a page: a table's name, and which of its rows; all of them when none is named. */
export interface Region {
  readonly table: string;
  /** Names of rows; `some_*` for all that begin so, and `rest` for those that no other region of the page asks for. */
  readonly asked: readonly string[];
}

const REGION = /(<!-- generated: ([\w-]+)((?: [\w*]+)*) -->\n)[\s\S]*?(<!-- end -->)/g;

/** The generated regions of a page: what stands between `<!-- generated: table rows… -->` and `<!-- end -->`. */
export const regionsOf = (page: string): readonly Region[] =>
  [...page.matchAll(REGION)].map(([, , table = '', asked = '']) => ({ table, asked: askedRows(asked) }));

/**
 * The page with its regions as they should be.
 *
 * @throws Error for a region that nothing is generated for
 */
export const withRegions = (page: string, tables: ReadonlyMap<string, GeneratedTable>): string => {
  const regions = regionsOf(page);
  return page.replace(REGION, (_region, start: string, table: string, asked: string, end: string) => {
    const { head, rows } = tableOf(tables, table);
    const others = regions.filter((region) => region.table === table).flatMap((region) => region.asked);
    const names = selectRows({ table, asked: askedRows(asked) }, [...rows.keys()], others);
    return `${start}${markdownTable(
      head,
      names.map((name) => rows.get(name) ?? []),
    )}\n${end}`;
  });
};

/** The rows of a page's own tables that begin with the name of a generated row: the code does not keep them right. */
export const rowsByHand = (page: string, names: ReadonlySet<string>): readonly string[] =>
  page
    .replace(REGION, '')
    .split('\n')
    .filter((line) => names.has(/^\| `([^`]+)` \|/.exec(line)?.[1] ?? ''));

/** The rows of a table that a page does not show. */
export const rowsMissing = (page: string, table: string, { rows }: GeneratedTable): readonly string[] => {
  const regions = regionsOf(page).filter((region) => region.table === table);
  const others = regions.flatMap(({ asked }) => asked);
  const shown = new Set(regions.flatMap((region) => selectRows(region, [...rows.keys()], others)));
  return [...rows.keys()].filter((name) => !shown.has(name));
};

const askedRows = (text: string): readonly string[] => text.split(' ').filter(Boolean);

const tableOf = (tables: ReadonlyMap<string, GeneratedTable>, name: string): GeneratedTable => {
  const table = tables.get(name);
  if (table !== undefined) return table;
  throw new Error(`nothing is generated for the region "${name}"; there are ${[...tables.keys()].join(', ')}`);
};

/** In the order in which they are asked for. */
const selectRows = (region: Region, names: readonly string[], others: readonly string[]): readonly string[] =>
  region.asked.length === 0
    ? names
    : [...new Set(region.asked.flatMap((asked) => rowsFor(asked, region.table, names, others)))];

const rowsFor = (
  asked: string,
  table: string,
  names: readonly string[],
  others: readonly string[],
): readonly string[] => {
  if (asked === 'rest') return names.filter((name) => !others.some((other) => matches(other, name)));
  const found = names.filter((name) => matches(asked, name));
  if (found.length > 0) return found;
  throw new Error(`the region "${table}" asks for "${asked}", which is no row of it`);
};

const matches = (asked: string, name: string): boolean =>
  asked.endsWith('*') ? name.startsWith(asked.slice(0, -1)) : asked === name;
