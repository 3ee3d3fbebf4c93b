import { FRAMEWORKS, type Framework, VARIANT_NAMES, VARIANTS, type VariantName } from '../overhead/variants.ts';
import { fixed } from '../table.ts';
import { addedMicros, mainNode, type NodeResults, type PageResults } from './results.ts';

const WIDTH = 960;
const TOP = 92;
const ROW = 44;
const BAR = 15;
const LEFT = 280;
const RIGHT = 880;
/** Of microseconds, in powers of ten: a bar of what is not above the first one is as short as it can be seen. */
const FIRST_POWER = -1;
const LAST_POWER = 3;
const LEAST_BAR = 2;

const STYLE = `
    .ground { fill: #ffffff; }
    .title { font-weight: 600; font-size: 16px; fill: #1f2328; }
    .name { fill: #1f2328; }
    .own { font-weight: 600; }
    .note { fill: #57606a; font-size: 12px; }
    .grid { stroke: #d0d7de; }
    .express { fill: #0969da; }
    .fastify { fill: #8250df; }
    .others .express { fill: #8c959f; }
    .others .fastify { fill: #bcc3ca; }
    @media (prefers-color-scheme: dark) {
      .ground { fill: #0d1117; }
      .title, .name { fill: #e6edf3; }
      .note { fill: #9198a1; }
      .grid { stroke: #30363d; }
      .express { fill: #4493f8; }
      .fastify { fill: #ab7df8; }
      .others .express { fill: #767e88; }
      .others .fastify { fill: #4d555e; }
    }
  `;

/** `docs/overhead.svg`: what each adds to a request, on a logarithmic scale. */
export const toPicture = (results: PageResults): string => {
  const node = mainNode(results);
  const names = VARIANT_NAMES.filter((name) => FRAMEWORKS.some((each) => addedMicros(node, each, name) !== undefined));
  const height = TOP + names.length * ROW + 24;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="ui-sans-serif, system-ui, sans-serif" font-size="14" role="img" aria-label="Added microseconds per request">`,
    `  <style>${STYLE}</style>`,
    `  <rect class="ground" width="${WIDTH}" height="${height}" rx="8"/>`,
    `  <text class="title" x="24" y="34">CPU added to each request, in microseconds</text>`,
    `  <text class="note" x="24" y="54">Node ${node.version}, medians; on a logarithmic scale</text>`,
    ...legend(),
    ...grid(height),
    ...names.flatMap((name, index) => row(node, name, TOP + index * ROW)),
    '</svg>',
    '',
  ].join('\n');
};

const xOf = (micros: number): number => {
  const power = Math.log10(Math.max(micros, Number.MIN_VALUE));
  const share = (power - FIRST_POWER) / (LAST_POWER - FIRST_POWER);
  return Math.round((LEFT + Math.min(Math.max(share, 0), 1) * (RIGHT - LEFT)) * 10) / 10;
};

const legend = (): string[] =>
  FRAMEWORKS.map((framework, index) => {
    const x = RIGHT - 150 + index * 84;
    return (
      `  <rect class="${framework}" x="${x}" y="24" width="12" height="12"/>` +
      `<text class="note" x="${x + 18}" y="34">${framework === 'express' ? 'Express' : 'Fastify'}</text>`
    );
  });

const grid = (height: number): string[] =>
  Array.from({ length: LAST_POWER - FIRST_POWER + 1 }, (_each, index) => {
    const micros = 10 ** (FIRST_POWER + index);
    const x = xOf(micros);
    return (
      `  <line class="grid" x1="${x}" y1="${TOP - 10}" x2="${x}" y2="${height - 18}"/>` +
      `<text class="note" x="${x}" y="${TOP - 16}" text-anchor="middle">${micros < 1 ? micros.toFixed(1) : micros}</text>`
    );
  });

const row = (node: NodeResults, name: VariantName, y: number): string[] => {
  const isOwn = name.startsWith('astrolabe');
  return [
    `  <g${isOwn ? '' : ' class="others"'}>`,
    `    <text class="name${isOwn ? ' own' : ''}" x="${LEFT - 12}" y="${y + BAR + 5}" text-anchor="end">${VARIANTS[name].title}</text>`,
    ...FRAMEWORKS.flatMap((framework, index) => bar(node, framework, name, y + 1 + index * (BAR + 2))),
    '  </g>',
  ];
};

const bar = (node: NodeResults, framework: Framework, name: VariantName, y: number): string[] => {
  const micros = addedMicros(node, framework, name);
  if (micros === undefined) return [];
  const end = Math.max(xOf(micros), LEFT + LEAST_BAR);
  return [
    `    <rect class="${framework}" x="${LEFT}" y="${y}" width="${fixed(end - LEFT)}" height="${BAR}"/>` +
      `<text class="note" x="${fixed(end + 6)}" y="${y + 12}">${fixed(micros, micros < 10 ? 2 : 0)}</text>`,
  ];
};
