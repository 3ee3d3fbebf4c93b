import { stripTypeScriptTypes } from 'node:module';
import { describe, expect, it } from 'vitest';
import { withLazyFunctions } from './lazy-functions.ts';

const arrowsIn = (source: string): number => withLazyFunctions(source, 'x.ts').split('=>').length - 1;
/** What `source` leaves in `result`, as it is and with its functions changed. */
const bothWays = (source: string): [unknown, unknown] => [run(source), run(withLazyFunctions(source, 'x.ts'))];
const run = (source: string): unknown =>
  new Function('self', `let result; ${stripTypeScriptTypes(source)}; return result;`).call({ name: 'outer' });

describe('functions in the place of arrow functions', () => {
  it.each([
    ['a value', 'const f = (x: number) => x + 1; result = f(1);'],
    ['an object', 'const f = (x: number) => ({ x, f: (y: number) => [x, y] }); result = [f(1), f(2).f(3)];'],
    ['a block', 'const f = (x: number) => { if (x > 1) return x; return -x; }; result = [f(1), f(2)];'],
    ['a body on a line of its own', 'const f = (x: number) =>\n  // why\n  x + 1;\nresult = f(1);'],
    ['one within another', 'const f = (x: number) => (y: number) => (z: number) => x + y + z; result = f(1)(2)(3);'],
    ['a parameter without parentheses', 'result = [1, 2].map(x => x + 1);'],
    [
      'what is given in place of a parameter',
      'const f = (x = () => 1, [y] = [2], { z } = { z: 3 }) => [x(), y, z]; result = f();',
    ],
    [
      'one of two',
      'const f = (x: boolean) => x ? (y: number) => y : (y: number) => -y; result = [f(true)(1), f(false)(1)];',
    ],
    ['a type in front', 'const f = <T,>(x: T): x is T => true; result = f(1);'],
    ['its name', 'const f = () => 1; const o = { g: () => 1 }; result = [f.name, o.g.name];'],
  ])('do the same: %s', (_, source) => {
    const [before, after] = bothWays(source);
    expect(JSON.stringify(after)).toBe(JSON.stringify(before));
    expect(arrowsIn(source)).toBe(0);
  });

  it('wait for what an asynchronous one waits for', async () => {
    const [before, after] = bothWays(
      'const f = async (x: Promise<number>) => (await x) + 1; result = f(Promise.resolve(1));',
    );
    expect(await after).toBe(await before);
    expect(arrowsIn('const f = async x => await x; const g = async <T>(x: T) => x as unknown as number;')).toBe(0);
  });

  it.each([
    ['const f = () => this.name; result = f();', 1],
    ['const f = () => () => this.name; result = f()();', 2],
    ['class A { name = "a"; f = () => this.name; } result = new A().f();', 1],
    ['class A { name = "a"; f() { return [1].map(() => this.name); } } result = new A().f();', 1],
    [
      'class A { n() { return 1; } } class B extends A { f() { return [1].map(() => super.n()); } } result = new B().f();',
      1,
    ],
    ['function f(x: number) { return (() => arguments[0])(); } result = f(3);', 1],
    ['function F(this: object) { const g = () => new.target === undefined; result = g(); } F.call({});', 1],
    ['const f = (x = () => this.name) => x(); result = f();', 2],
    ['const f = () => class { [this.name] = 1; }; result = Object.keys(new (f())());', 1],
    ['this.A = class { a = 1; }; const f = () => class extends this.A {}; result = { ...new (f())() };', 1],
  ])('are not put where `this` is meant: %s', (source, arrows) => {
    const [before, after] = bothWays(source);
    expect(after).toEqual(before);
    expect(arrowsIn(source)).toBe(arrows);
  });

  it('are put where another function has a `this` of its own', () => {
    expect(arrowsIn('const f = () => function () { return this; };')).toBe(0);
    expect(arrowsIn('const f = () => class { g = 1; h() { return this.g; } };')).toBe(0);
  });
});
