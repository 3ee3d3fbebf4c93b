import {
  FRAMEWORKS,
  type Framework,
  OPPONENTS,
  VARIANT_NAMES,
  VARIANTS,
  type VariantName,
} from '../overhead/variants.ts';
import { fixed, grouped } from '../table.ts';
import { addedMicros, mainNode, type NodeResults, type PageResults } from './results.ts';

const TITLES: Readonly<Record<Framework, string>> = { express: 'Express', fastify: 'Fastify' };
const BYTES_PER_MEGABYTE = 1_000_000;

/** `docs/overhead.md`: every number in it is of `results`. */
export const toMarkdown = (results: PageResults): string =>
  `${[
    heading(results),
    '![Added microseconds per request](overhead.svg)',
    ...missed(results),
    '## A request',
    'CPU of the server, user and system, in microseconds a request, that is added to the bare bot of the same round; in brackets the ' +
      'middle half of all rounds. Everybody sends to a collector on the same machine, and had recorded every request. Astrolabe ' +
      'is there with everything on, at its default ratio, and once more with every transaction kept and exported.',
    ...FRAMEWORKS.map((framework) => requestTable(results, framework)),
    roundsNote(results),
    ...FRAMEWORKS.flatMap((framework) => ratios(results, framework)),
    '## What it says itself',
    'Astrolabe counts what it costs while it runs. This is what it counted during the same requests, its own code alone, and in brackets ' +
      '`astrolabe_overhead_microseconds`, its share of the collections of garbage and what it does between requests included.',
    ownTable(results),
    '## A span',
    "Nanoseconds of CPU: a child span through OpenTelemetry's API, with eight attributes; what seeing an outgoing call adds; and the " +
      'ids of the active span.',
    spanTable(results),
    '## The start',
    'What is added to an Express bot until its middleware is in place: milliseconds, and resident megabytes.',
    startTable(results),
    '## On the disk',
    installNote,
    installTable(results),
  ].join('\n\n')}\n`;

const heading = ({ measured, machine, nodes }: PageResults): string =>
  [
    '# What it costs',
    '',
    `Measured on ${measured} by \`pnpm bench page\`, which writes this page: ${machine.processor}, ${machine.processors} processors, ` +
      `${machine.system}, Node ${nodes.map(({ version }) => version).join(', ')}. Yours will differ. The numbers are in`,
    '[overhead.json](overhead.json); how each is measured is in [benchmarks/README.md](../benchmarks/README.md).',
  ].join('\n');

const missed = ({ missed: lines }: PageResults): string[] =>
  lines.length === 0 ? [] : ['Missed in this run:', lines.map((line) => `- ${line}`).join('\n')];

type Row = readonly string[];
const markdownTable = (head: Row, rows: readonly Row[]): string =>
  [head, head.map((_title, column) => (column === 0 ? '---' : '---:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');

const nodeHead = ({ nodes }: PageResults): Row => nodes.map(({ version }) => `Node ${version}`);
const titleOf = (name: VariantName): string =>
  name.startsWith('astrolabe') ? `**${VARIANTS[name].title}**` : VARIANTS[name].title;

/** A row for each variant that some version has a cell of. */
const variantRows = (
  { nodes }: PageResults,
  names: readonly VariantName[],
  cell: (node: NodeResults, name: VariantName) => string | undefined,
): Row[] =>
  names
    .map((name) => [titleOf(name), ...nodes.map((node) => cell(node, name) ?? '')])
    .filter(([, ...cells]) => cells.some((text) => text !== ''));

const requestTable = (results: PageResults, framework: Framework): string =>
  markdownTable(
    [TITLES[framework], ...nodeHead(results)],
    variantRows(results, VARIANT_NAMES, ({ overhead }, name) => {
      const figures = overhead[framework];
      if (name === 'bare') return figures && `${fixed(figures.bareMicros)} in all`;
      const added = figures?.addedMicros[name];
      const half = figures?.addedMiddleHalf[name];
      if (added === undefined || half === undefined) return undefined;
      return `${fixed(added, 2)} (${fixed(half.from, 2)} … ${fixed(half.to, 2)})`;
    }),
  );

/** A few rounds are none to go by. */
const roundsNote = ({ nodes }: PageResults): string => {
  const rounds = nodes.map(({ version, overhead }) => {
    const counts = FRAMEWORKS.flatMap((framework) => overhead[framework]?.rounds ?? []);
    return `${counts.join(' and ')} on Node ${version}`;
  });
  return `Medians of so many rounds, on Express and on Fastify: ${rounds.join(', ')}.`;
};

/** How many times as much others add on the main version of Node. */
const ratios = (results: PageResults, framework: Framework): string[] => {
  const node = mainNode(results);
  const own = addedMicros(node, framework, 'astrolabe');
  if (own === undefined || own <= 0) return [];
  const times = OPPONENTS.flatMap((name) => {
    const added = addedMicros(node, framework, name);
    return added === undefined ? [] : [`${VARIANTS[name].title} ${fixed(added / own, added / own < 10 ? 1 : 0)}`];
  });
  return [
    `Times as much as Astrolabe at its default ratio on ${TITLES[framework]}, Node ${node.version}: ${times.join(', ')}.`,
  ];
};

const ownTable = (results: PageResults): string =>
  markdownTable(
    ['', ...nodeHead(results)],
    FRAMEWORKS.flatMap((framework) =>
      variantRows(results, VARIANT_NAMES, ({ overhead }, name) => {
        const own = overhead[framework]?.ownMicros[name];
        return own && `${fixed(own.counted, 2)} (${fixed(own.shown ?? Number.NaN, 2)})`;
      }).map(([title, ...cells]) => [`${title}, ${TITLES[framework]}`, ...cells]),
    ),
  );

const spanTable = (results: PageResults): string => {
  const row = (title: string, nanos: (node: NodeResults) => number): Row => [
    title,
    ...results.nodes.map((node) => fixed(nanos(node), 0)),
  ];
  return markdownTable(
    ['', ...nodeHead(results)],
    [
      row('**child span, astrolabe**', ({ spans }) => spans.childSpanNanos.astrolabe),
      row('child span, OpenTelemetry 2.12', ({ spans }) => spans.childSpanNanos.otel),
      row('**outgoing call, astrolabe**', ({ spans }) => spans.outgoingNanos),
      row('**ids of the active span, astrolabe**', ({ spans }) => spans.idsNanos),
    ],
  );
};

const startTable = (results: PageResults): string =>
  markdownTable(
    ['', ...nodeHead(results)],
    variantRows(results, VARIANT_NAMES, ({ startup }, name) => {
      const added = startup[name];
      const sign = name === 'bare' ? '' : '+';
      return added && `${sign}${fixed(added.ms)} ms, ${sign}${fixed(added.megabytes)} MB`;
    }),
  );

const installNote =
  'What an installation brings: packages, with all that they need, and megabytes; of Astrolabe besides with the exporters of ' +
  'OpenTelemetry, which it sends with where that is asked for. dd-trace is without its optional native packages.';

const installTable = ({ install }: PageResults): string =>
  markdownTable(
    ['', 'packages', 'MB'],
    VARIANT_NAMES.flatMap((name) => {
      const size = install[name];
      return size === undefined
        ? []
        : [[titleOf(name), grouped(size.packages), fixed(size.bytes / BYTES_PER_MEGABYTE)]];
    }),
  );
