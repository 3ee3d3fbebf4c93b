import { describe, expect, it } from 'vitest';
import { markdownTable, rowsByHand, rowsMissing, withRegions } from './markdown.ts';

const metrics = {
  head: ['Metric'],
  rows: new Map(['bot_a', 'bot_b', 'http_c'].map((name) => [name, [name]])),
};
const tables = new Map([['metrics', metrics]]);
const region = (asked: string, content = ''): string => `<!-- generated: metrics${asked} -->\n${content}<!-- end -->`;
const shown = (page: string): readonly string[] =>
  withRegions(page, tables)
    .split('\n')
    .filter((line) => /^\| (?!Metric|---)/.test(line))
    .map((line) => line.slice(2, -2));

describe('a page with generated regions', () => {
  it('changes between its marks, and nowhere else', () => {
    const page = `before\n${region('', 'old\n')}\nafter\n`;
    const table = '| Metric |\n| --- |\n| bot_a |\n| bot_b |\n| http_c |\n';
    expect(withRegions(page, tables)).toBe(`before\n${region('', table)}\nafter\n`);
  });

  it('has the rows that it asks for, in its own order', () => {
    expect(shown(region(' http_c bot_*'))).toEqual(['http_c', 'bot_a', 'bot_b']);
  });

  it('has what it asks for nowhere in the region of the rest', () => {
    expect(shown(`${region(' bot_b')}\n${region(' rest')}`)).toEqual(['bot_b', 'bot_a', 'http_c']);
  });

  it('knows which rows it lacks', () => {
    expect(rowsMissing(region(' bot_*'), 'metrics', metrics)).toEqual(['http_c']);
    expect(rowsMissing(`${region(' bot_*')}\n${region(' rest')}`, 'metrics', metrics)).toEqual([]);
    expect(rowsMissing(region(''), 'metrics', metrics)).toEqual([]);
    expect(rowsMissing('nothing', 'metrics', metrics)).toEqual(['bot_a', 'bot_b', 'http_c']);
  });

  it('has no row by hand that is generated', () => {
    const byHand = '| `bot_a` | a count |';
    expect(
      rowsByHand(`${region('', '| `bot_b` |\n')}\n${byHand}\n| \`other\` |`, new Set(metrics.rows.keys())),
    ).toEqual([byHand]);
  });

  it('is refused when it asks for a table or a row that there is not', () => {
    expect(() => withRegions(region(' bot_z'), tables)).toThrow('asks for "bot_z", which is no row of it');
    expect(() => withRegions('<!-- generated: metric -->\n<!-- end -->', tables)).toThrow(
      'region "metric"; there are metrics',
    );
  });

  it('keeps a table whole when a cell has a bar in it', () => {
    expect(markdownTable(['a'], [['x | y']])).toBe('| a |\n| --- |\n| x \\| y |');
  });
});
