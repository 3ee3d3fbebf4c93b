import { describe, expect, it } from 'vitest';
import { parseSlo, sloOption } from './slo-text.js';

const DAY_MS = 86_400_000;

describe('the text of ASTROLABE_SLO', () => {
  it('lists name, target, threshold and window, which is 30 days where none is given', () => {
    expect(parseSlo('requests 99.9% 250ms 7d; reply 95 % 2s;')).toEqual([
      { name: 'requests', target: 0.999, withinSeconds: 0.25, windowMs: 7 * DAY_MS },
      { name: 'reply', target: 0.95, withinSeconds: 2, windowMs: 30 * DAY_MS },
    ]);
  });

  it('may be none', () => {
    expect([parseSlo('none'), parseSlo('off')]).toEqual([[], []]);
  });

  it.each([
    ['requests 100% 2s 30d', /objective 1 of it, the target 1 is no share above 0 and below 1/],
    ['requests 0% 2s 30d', /the target 0 is no share/],
    ['requests 95% 0s 30d', /the threshold of 0 s/],
    ['requests 95% 2d 30d', /at most a day/],
    ['requests 95% 2s 59m', /the window of 3540 s is outside 1h to 90d/],
    ['requests 95% 2s 91d', /outside 1h to 90d/],
    ['requests 95% 2s 61.5m', /not of whole minutes/],
    ['requests 95% 2 30d', /a duration without a unit in objective 1/],
    ['requests 95% 2s 30', /a duration without a unit/],
    ['requests 95% -2s 30d', /a duration of another form/],
    ['requests 95% 2s; reply 95', /another form in objective 2/],
    ['requests -5% 2s', /another form/],
    ['requests 99,9% 2s', /another form/],
    ['+447700900123 95% 2s', /another form/],
    ['requests 95% 2s; requests 99% 5s', /a name twice/],
    [Array.from({ length: 51 }, (_, index) => `chart-${index} 95% 2s`).join(';'), /more than 50 objectives/],
    [';', /another form in objective 1/],
    ['', /no objective/],
  ])('cannot be %j', (text, reason) => {
    expect(() => parseSlo(text)).toThrow(reason);
  });

  it('is not shown in the reason why it cannot be read', () => {
    for (const text of ['secret-token', 'secret-token 95% 2s 1s', 'requests secret-token% 2s']) {
      expect(() => parseSlo(text)).toThrow(expect.not.objectContaining({ message: expect.stringContaining('secret') }));
    }
  });

  it('is text in code as well', () => {
    const option = sloOption({ env: ['ASTROLABE_SLO'], description: '' });
    expect(option.accept('requests 95% 2s')).toBe('requests 95% 2s');
    expect(() => option.accept(5)).toThrow('is of type number, not text');
    expect(() => option.accept('requests')).toThrow('another form');
  });
});
