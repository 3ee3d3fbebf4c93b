import { describe, expect, it } from 'vitest';
import { healthDetails, overallStatus } from './health-report.js';

describe('the health report', () => {
  it('has no version and no release where the bot has none', () => {
    expect(healthDetails({ name: 'astrology-bot', version: undefined }, undefined, [])).toEqual({
      serviceId: 'astrology-bot',
      checks: {},
    });
  });

  it('shows the version of the bot beside its release', () => {
    expect(healthDetails({ name: 'astrology-bot', version: '2.1.0' }, 'a1b2c3d', [])).toMatchObject({
      version: '2.1.0',
      releaseId: 'a1b2c3d',
    });
  });

  it('passes without checks', () => {
    expect(overallStatus([])).toBe('pass');
  });
});
