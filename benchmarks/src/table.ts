import type { Spread } from './statistics.ts';

/** Rows under a head, in columns: the first one is text and aligned left, the others are figures and aligned right. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return [line(head), line(widths.map((width) => '─'.repeat(width))), ...rows.map(line)].join('\n');
};

export const fixed = (value: number, digits = 1): string => (Number.isNaN(value) ? '–' : value.toFixed(digits));

/** 1000000 as 1,000,000. */
export const grouped = (value: number): string => value.toLocaleString('en-GB');

/** How far a median can be trusted. */
export const middleHalf = ({ lowerQuartile, upperQuartile }: Spread, digits = 1): string =>
  `${fixed(lowerQuartile, digits)} … ${fixed(upperQuartile, digits)}`;
