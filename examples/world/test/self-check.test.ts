import { describe, expect, it } from 'vitest';
import { type Comparison, isEqual } from '../src/demo/comparison.ts';
import { spoil } from '../src/demo/fault.ts';
import { parseMetrics } from '../src/demo/metrics-page.ts';
import { compareBooks } from '../src/demo/self-check.ts';
import { createBooks, RIGHT_PAGE, rightPage } from './right-page.ts';

const differences = (page = rightPage(), books = createBooks()): readonly Comparison[] =>
  compareBooks(books, page).filter((each) => !isEqual(each));

const namesOf = (comparisons: readonly Comparison[]) => comparisons.map(({ name }) => name);

describe('the self-check', () => {
  it('finds nothing when both have measured the same', () => {
    expect(differences()).toEqual([]);
  });

  it.each([
    ['drop-one', ['POST /webhook 200']],
    ['early-turns', ['reply p50', 'reply p95']],
    ['double-duplicates', ['duplicates', 'duplicates among events']],
  ] as const)('finds the fault %s', (fault, names) => {
    expect(namesOf(differences(spoil(rightPage(), fault)))).toEqual(names);
  });

  it.each([
    ['status_code="200"} 3', 'status_code="200"} 4', 'POST /webhook 200'],
    ['status_code="503"} 1', 'status_code="503"} 2', 'errors'],
    ['outcome="accepted"} 4', 'outcome="accepted"} 5', 'messages'],
    ['whatsapp_duplicates_total 2', 'whatsapp_duplicates_total 3', 'duplicates'],
    ['type="image",outcome="answered"} 1', 'type="image",outcome="answered"} 2', 'replies'],
    ['whatsapp_unanswered_total 1', 'whatsapp_unanswered_total 2', 'unanswered'],
    ['outcome="unanswered"} 1', 'outcome="unanswered"} 2', 'unanswered among turns'],
    ['whatsapp_pending_replies 0', 'whatsapp_pending_replies 1', 'still waiting'],
    ['0.501', '0.511', 'reply p50'],
    ['0.499', '0.489', 'reply p95'],
    ['percentile="95"} 0.009', 'percentile="95"} 0.014', 'request p95'],
  ])('finds %s turned into %s', (right, wrong, name) => {
    expect(namesOf(differences(parseMetrics(RIGHT_PAGE.replace(right, wrong))))).toContain(name);
  });

  it('finds a series that only the bot has', () => {
    const aborted = RIGHT_PAGE.replaceAll('"503"', '"499"');

    expect(namesOf(differences(parseMetrics(aborted)))).toEqual(['POST /webhook 499', 'POST /webhook 503', 'errors']);
  });

  it('does not take a metric that is not there for one that is right', () => {
    const empty = differences(parseMetrics(''), { ...createBooks(), unanswered: 0 });

    expect(empty.find(({ name }) => name === 'unanswered')).toMatchObject({ world: 0, bot: undefined });
    expect(namesOf(empty)).toContain('reply p95');
  });

  it('does not let a request without an answer pass', () => {
    expect(differences(rightPage(), { ...createBooks(), lost: 1 })).toMatchObject([
      { name: 'requests without an answer', world: 1, bot: 0 },
    ]);
  });

  it('allows replies a longer way where the machine is busy, and no longer one', () => {
    const late = parseMetrics(RIGHT_PAGE.replace('0.501', '0.521'));

    expect(namesOf(differences(late))).toEqual(['reply p50']);
    for (const way of ['waySeconds', 'wayBackSeconds']) {
      expect(differences(late, { ...createBooks(), [way]: 0.015 })).toEqual([]);
      expect(namesOf(differences(late, { ...createBooks(), [way]: 0.013 }))).toEqual(['reply p50']);
    }
    const both = { ...createBooks(), waySeconds: 0.013, wayBackSeconds: 0.013 };
    expect(namesOf(differences(late, both)), 'there and back do not add up').toEqual(['reply p50']);
  });
});
