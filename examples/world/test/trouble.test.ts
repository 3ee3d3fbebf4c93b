import { describe, expect, it } from 'vitest';
import { createLatency } from '../src/chance/lognormal.ts';
import { createRandom } from '../src/chance/random.ts';
import { BadDays } from '../src/graph/bad-days.ts';
import { type Fate, fateOf, phoneNumber } from '../src/graph/fate.ts';
import type { OutboundMessage } from '../src/graph/outbound.ts';
import { planStatuses } from '../src/graph/status-plan.ts';

const messageTo = (recipient: string): OutboundMessage => ({
  kind: 'message',
  type: 'text',
  recipient,
  addressedBy: 'number',
  inReplyTo: undefined,
});

describe('chance', () => {
  it('is the same for the same seed, and another for another', () => {
    const draw = (seed: number) => Array.from({ length: 5 }, createRandom(seed));

    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it('draws latencies around their median, with the tail that sigma gives them, within their bounds', () => {
    const draw = createLatency({ medianMs: 400, sigma: 0.5, leastMs: 80, mostMs: 2_500 }, createRandom(1));
    const drawn = Array.from({ length: 20_000 }, draw).sort((a, b) => a - b);
    const at = (q: number) => drawn[Math.floor(q * drawn.length)] as number;

    expect(Math.abs(at(0.5) / 400 - 1)).toBeLessThan(0.03);
    expect(Math.abs(at(0.95) / (400 * Math.exp(0.5 * 1.645)) - 1)).toBeLessThan(0.03);
    expect(drawn[0]).toBeGreaterThanOrEqual(80);
    expect(drawn.at(-1)).toBeLessThanOrEqual(2_500);
  });
});

describe('a number', () => {
  it.each<Fate>(['ordinary', 'undeliverable', 'unreachable', 'lied to'])('tells that its user is %s', (fate) => {
    expect(fateOf(phoneNumber(fate, 1_234))).toBe(fate);
    expect(phoneNumber(fate, 1_234)).toMatch(/^\d{11}$/);
  });

  it('of another country is ordinary', () => {
    expect(fateOf('4915123456789')).toBe('ordinary');
  });
});

describe('the bad days of the Graph API', () => {
  it('last for ever for those whose fate it is', () => {
    const badDays = new BadDays(0, createRandom(1));
    const codesFor = (fate: Fate) =>
      [1, 2, 3].map(() => {
        const trouble = badDays.troubleFor(messageTo(phoneNumber(fate, 1)));
        return trouble !== undefined && 'fault' in trouble ? trouble.fault.code : trouble;
      });

    expect(codesFor('undeliverable')).toEqual([131_026, 131_026, 131_026]);
    expect(codesFor('unreachable')).toEqual([1, 1, 1]);
    expect(codesFor('ordinary')).toEqual([undefined, undefined, undefined]);
    expect(badDays.troubleFor(messageTo(phoneNumber('lied to', 1)))).toHaveProperty('lie');
  });

  it('are a share of all, of every documented kind, and never two in a row for one user', () => {
    const badDays = new BadDays(0.5, createRandom(1));
    const troubles = Array.from({ length: 2_000 }, (_, serial) => {
      const message = messageTo(phoneNumber('ordinary', serial));
      return [badDays.troubleFor(message), badDays.troubleFor(message)] as const;
    });
    const firsts = troubles.flatMap(([first]) => first ?? []);
    const codes = new Set(firsts.map((trouble) => ('fault' in trouble ? trouble.fault.code : Object.keys(trouble)[0])));

    expect(firsts.length).toBeGreaterThan(900);
    expect(firsts.length).toBeLessThan(1_100);
    expect(troubles.filter(([first, second]) => first !== undefined && second !== undefined)).toEqual([]);
    expect(codes).toEqual(new Set([130_429, 131_056, 80_007, 1, 2, 131_057, 131_047, 190, 'html', 'hangUp', 'until']));
  });
});

describe('the statuses of a message', () => {
  it('come in any order, and not everybody reads', () => {
    const random = createRandom(1);
    const plans = Array.from({ length: 200 }, () => planStatuses(random));
    const orders = new Set(
      plans.map((plan) =>
        [...plan]
          .sort((a, b) => a.afterMs - b.afterMs)
          .map(({ status }) => status)
          .join(),
      ),
    );

    expect(orders.size, 'six orders of three, two of two').toBe(8);
    expect(plans.every((plan) => plan.every(({ afterMs }) => afterMs >= 0 && afterMs < 1_200))).toBe(true);
  });
});
