import { describe, expect, it } from 'vitest';
import { Baggage, formatBaggage } from './baggage.js';

const read = (header: string) => Baggage.parse(header).getAllEntries();
const valuesOf = (header: string) => read(header).map(([name, { value }]) => [name, value]);
const again = (header: string) => formatBaggage(read(header));

describe('baggage', () => {
  it.each([
    ['one member', 'a=1', [['a', '1']]],
    [
      'white space around all of it',
      ' a \t=\t 1 ,\tb = 2 ',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    ['an equals sign in a value', 'a=b=c', [['a', 'b=c']]],
    ['an empty value', 'a=', [['a', '']]],
    ['letters beyond ASCII, percent-encoded', 'a=Am%C3%A9lie%20%F0%9F%94%AD', [['a', 'Amélie 🔭']]],
    ['bytes that are no UTF-8', 'a=%C3%28', [['a', '\ufffd(']]],
    [
      'a percent sign that begins nothing',
      'a=100%,b=%zz',
      [
        ['a', '100%'],
        ['b', '%zz'],
      ],
    ],
    ['the last of a name that is there twice', 'a=1,a=2', [['a', '2']]],
    [
      'a name of a prototype',
      '__proto__=1,constructor=2',
      [
        ['__proto__', '1'],
        ['constructor', '2'],
      ],
    ],
  ])('is read: %s', (_case, header, values) => {
    expect(valuesOf(header)).toEqual(values);
  });

  it.each([
    ['no equals sign', 'a'],
    ['no name', '=1'],
    ['white space in a name', 'a b=1'],
    ['a name beyond ASCII', 'é=1'],
    ['white space in a value', 'a=1 2'],
    ['a quotation mark', 'a="1"'],
    ['a backslash', 'a=\\'],
    ['a letter beyond ASCII', 'a=é'],
    ['a line break', 'a=1\nb'],
    ['a property without a name', 'a=1;=2'],
    ['a property that cannot be', 'a=1;p="2"'],
    ['nothing', ''],
  ])('leaves a member out that cannot be read, and no other: %s', (_case, member) => {
    expect(valuesOf(`first=1,${member},last=2`)).toEqual([
      ['first', '1'],
      ['last', '2'],
    ]);
  });

  it('keeps properties as they were written', () => {
    const [[, entry] = []] = read('a=1; p = 2 ;q');
    expect(String(entry?.metadata)).toBe('p = 2;q');
    expect(again('a=1;p=2;q,b=3')).toBe('a=1;p=2;q,b=3');
  });

  it('is written percent-encoded, and never breaks its header', () => {
    const hostile = { value: 'x', metadata: { toString: () => 'p,other=1\r\nCookie: y' } };
    const entries = Baggage.empty
      .setEntry('a', { value: 'Amélie, "1"; \r\n' })
      .setEntry('not a token', { value: '1' })
      .setEntry('b', hostile)
      .setEntry('c', { value: '\ud800' });
    expect(formatBaggage(entries.getAllEntries())).toBe('a=Am%C3%A9lie%2C%20%221%22%3B%20%0D%0A,b=x,c=%EF%BF%BD');
    expect(valuesOf(formatBaggage(entries.getAllEntries()))[0]).toEqual(['a', 'Amélie, "1"; \r\n']);
  });

  it('has 64 members and no more', () => {
    const members = (count: number) => Array.from({ length: count }, (_, index) => `k${index}=1`).join();
    expect(read(members(64))).toHaveLength(64);
    expect(read(members(65))).toHaveLength(64);
    const many = Array.from({ length: 65 }, (_, index) => [`k${index}`, { value: '1' }] as const);
    expect(formatBaggage(many)).toBe(members(64));
  });

  it('has 8,192 bytes and no more', () => {
    const full = `a=${'v'.repeat(8_190)}`;
    expect(again(full)).toBe(full);
    expect(read(`${full}v`)).toEqual([]);
    expect(valuesOf(`b=1,${full}`)).toEqual([['b', '1']]);
    expect(
      formatBaggage([
        ['a', { value: 'v'.repeat(8_191) }],
        ['b', { value: '1' }],
      ]),
    ).toBe('b=1');
    expect(read('x'.repeat(10_000_000))).toEqual([]);
  });

  it('is never changed', () => {
    const before = Baggage.parse('a=1,b=2,c=3');
    expect(before.setEntry('d', { value: '4' }).getAllEntries()).toHaveLength(4);
    expect(before.removeEntry('a').getEntry('a')).toBeUndefined();
    expect(before.removeEntries('a', 'b').getAllEntries()).toEqual([['c', { value: '3' }]]);
    expect(before.clear().getAllEntries()).toEqual([]);
    expect(before.getAllEntries()).toHaveLength(3);
  });
});
