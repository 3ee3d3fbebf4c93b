import { describe, expect, it } from 'vitest';
import { Tracestate } from './tracestate.js';

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `k${index}=${index}`).join(',');
const KEY_CHARACTERS = 'abcdefghijklmnopqrstuvwxyz0123456789_-*/';
const VALUE_CHARACTERS = Array.from({ length: 95 }, (_, index) => String.fromCharCode(0x20 + index))
  .filter((character) => character !== ',' && character !== '=')
  .join('');

describe('a tracestate', () => {
  it.each([
    ['one member', 'foo=1', 'foo=1'],
    ['several members, in their order', 'foo=1,bar=2,baz=3', 'foo=1,bar=2,baz=3'],
    ['empty members among others', ',foo=1,,bar=2, ,', 'foo=1,bar=2'],
    ['white space around members', ' foo=1 \t , \t bar=2, \t baz=3\t', 'foo=1,bar=2,baz=3'],
    ['a key that is there twice', 'foo=1,bar=2,foo=3', 'foo=1,bar=2'],
    ['every character that a simple key may have', `${KEY_CHARACTERS}=1`, `${KEY_CHARACTERS}=1`],
    ['a tenant that begins with a digit', '0a_-*/@sys_-*/=1', '0a_-*/@sys_-*/=1'],
    ['every character that a value may have', `foo=${VALUE_CHARACTERS}`, `foo=${VALUE_CHARACTERS}`],
    ['a space in front of a value', 'foo= 1', 'foo= 1'],
    ['32 members', numbered(32), numbered(32)],
    ['32 members and empty ones', `,,${numbered(32)},,`, numbered(32)],
    ['a key of 256 characters', `${'z'.repeat(256)}=1`, `${'z'.repeat(256)}=1`],
    [
      'a key of 241 and 14 characters',
      `${'t'.repeat(241)}@${'v'.repeat(14)}=1`,
      `${'t'.repeat(241)}@${'v'.repeat(14)}=1`,
    ],
    ['a value of 256 characters', `foo=${'v'.repeat(256)}`, `foo=${'v'.repeat(256)}`],
  ])('is read and passed on: %s', (_case, text, passedOn) => {
    expect(Tracestate.parse(text)?.serialize()).toBe(passedOn);
  });

  it.each([
    ['nothing', ''],
    ['white space alone', ' \t '],
    ['commas alone', ',,,'],
    ['a space behind a key', 'foo =1'],
    ['a key in upper case', 'FOO=1'],
    ['a key with a full stop', 'foo.bar=1'],
    ['a simple key that begins with a digit', '1foo=1'],
    ['no system behind the @', 'foo@=1,bar=2'],
    ['no tenant before the @', '@foo=1,bar=2'],
    ['two @', 'foo@@bar=1,bar=2'],
    ['a third part of a key', 'foo@bar@baz=1,bar=2'],
    ['a system that begins with a digit', 'foo@1bar=1'],
    ['33 members', numbered(33)],
    ['33 members with a key twice', `${numbered(32)},k0=0`],
    ['a key of 257 characters', `${'z'.repeat(257)}=1`],
    ['a tenant of 242 characters', `${'t'.repeat(242)}@v=1`],
    ['a system of 15 characters', `t@${'v'.repeat(15)}=1`],
    ['an equals sign in a value', 'foo=bar=baz'],
    ['an empty value', 'foo=,bar=3'],
    ['a value of spaces', 'foo=  ,bar=3'],
    ['a value of 257 characters', `foo=${'v'.repeat(257)}`],
    ['a control character in a value', 'foo=a\u0007b'],
    ['a letter beyond ASCII in a value', 'foo=é'],
    ['no equals sign', 'foo'],
    ['no key', '=1'],
    ['a good member beside a bad one', 'foo=1,BAR=2'],
    ['more than any list can be', `foo=1,${' '.repeat(100_000)}`],
  ])('is ignored as a whole: %s', (_case, text) => {
    expect(Tracestate.parse(text)).toBeUndefined();
  });

  it('has what is written in front, once, and leaves the list it came from as it is', () => {
    const before = Tracestate.parse('foo=1,bar=2') as Tracestate;
    const after = before.set('bar', '3');
    expect([before.serialize(), after.serialize()]).toEqual(['foo=1,bar=2', 'bar=3,foo=1']);
    expect([after.get('bar'), after.get('baz'), after.unset('foo').serialize()]).toEqual(['3', undefined, 'bar=3']);
    expect(Tracestate.empty.set('ot', 'th:8').serialize()).toBe('ot=th:8');
  });

  it('takes nothing that could not be read again', () => {
    const state = Tracestate.empty.set('foo', '1');
    expect(state.set('FOO', '1').set('bar', 'a,b').set('bar', '').serialize()).toBe('foo=1');
  });

  it('drops the member at the end for a thirty-third', () => {
    const full = Tracestate.parse(numbered(32)) as Tracestate;
    expect(full.set('new', '1').serialize()).toBe(`new=1,${numbered(31)}`);
  });

  it('is passed on within 512 characters: without long members first, then without those at the end', () => {
    const member = (key: string, length: number) => `${key}=${'v'.repeat(length - 2)}`;
    const long = [member('a', 100), member('b', 200), member('c', 100), member('d', 200), member('e', 100)];
    expect(Tracestate.parse(long.join())?.serialize()).toBe([long[0], long[1], long[2], long[4]].slice(0, 4).join());
    const short = ['a', 'b', 'c', 'd', 'e', 'f'].map((key) => member(key, 100));
    expect(Tracestate.parse(short.join())?.serialize()).toBe(short.slice(0, 5).join());
    const exact = [member('a', 255), member('b', 256)];
    expect(Tracestate.parse(exact.join())?.serialize()).toHaveLength(512);
  });
});
