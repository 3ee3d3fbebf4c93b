import { describe, expect, it } from 'vitest';
import type { BooksPage } from '../src/books/books.ts';
import { isRight, type Run, summary, table } from '../src/demo/report.ts';
import { compareBooks } from '../src/demo/self-check.ts';
import { createBooks, rightPage } from './right-page.ts';

const runOf = (changed: Partial<BooksPage> = {}): Run => {
  const books = { ...createBooks(), ...changed };
  const page = rightPage();
  const bot = {
    page,
    requestP95Seconds: 0.009,
    overheadMicrosPerRequest: undefined,
    overheadShare: undefined,
    healthStatus: 'pass',
  };
  return { books, bot, comparisons: compareBooks(books, page) };
};

describe('the report of a run', () => {
  it('says that all is equal, and how equal', () => {
    const run = runOf();

    expect(isRight(run)).toBe(true);
    expect(table(run)).toMatch(/replies +3 +3 {2}=\n/);
    expect(table(run)).toMatch(/reply p50 +500 ms +501 ms {2}≈\n/);
    expect(table(run)).toContain(`Equal: all ${run.comparisons.length} numbers are what the world counted.`);
  });

  it('names what is different, on both sides', () => {
    const run = runOf({ replies: 4 });

    expect(isRight(run)).toBe(false);
    expect(table(run)).toContain('Different: replies: the world has 4, the bot 3.');
    expect(summary(run)).toMatchObject({ equal: false, different: [{ name: 'replies', world: 4, bot: 3 }] });
  });

  it.each<[string, Partial<BooksPage>]>([
    ['its schedule slipped', { slipSeconds: 0.051 }],
    ['the way to the bot was long', { waySeconds: 0.051 }],
    ['the way was long when answers were accepted', { wayBackSeconds: 0.051 }],
    ['a webhook was left out', { skipped: 1 }],
  ])('takes nothing for proved when %s', (_, changed) => {
    const run = runOf(changed);

    expect(isRight(run)).toBe(false);
    expect(table(run)).toContain('Invalid: this machine could not keep up');
    expect(table(run), 'what it was not is told beside what it was').toMatch(/51 ms \(p95|1 webhooks were left out/);
    expect(summary(run)).toMatchObject({ valid: false, equal: true });
  });

  it.each([
    [0.019, 'Astrolabe cost 12.3 µs per request, 1.9 % of the CPU time of the bot, by its own account\n'],
    [0.054, '5.4 % of the CPU time of the bot, by its own account; more than the 2 % of its default budget'],
  ])('says what Astrolabe cost, and where that is more than it would allow itself', (overheadShare, said) => {
    const run = runOf();
    const bot = { ...run.bot, overheadMicrosPerRequest: 12.34, overheadShare };

    expect(table({ ...run, bot })).toContain(said);
    expect(summary({ ...run, bot })).toMatchObject({ overheadMicrosPerRequest: 12.34, overheadShare });
  });

  it('has all that was asked for as one object, and null where nothing was measured', () => {
    const object = summary(runOf({ reply: { p50: undefined, p95: undefined } }));

    expect(JSON.parse(JSON.stringify(object)), 'as one line of JSON').toEqual(object);
    expect(object).toMatchObject({
      messages: 4,
      replies: 3,
      replyP95Seconds: null,
      unanswered: 1,
      requests: 4,
      requestP95Seconds: 0.009,
      errors: 1,
      duplicates: 2,
      overheadMicrosPerRequest: null,
      healthStatus: 'pass',
    });
  });
});
