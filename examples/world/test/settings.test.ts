import { afterEach, describe, expect, it, vi } from 'vitest';
import { createSettings, environment } from '../src/demo/settings.ts';

afterEach(() => vi.unstubAllEnvs());

describe('the variables of a process of the demo', () => {
  it('are those of the machine, without what is set for some other bot', () => {
    const foreign = [
      'REDIS_URL',
      'LLM_URL',
      'WHATSAPP_TOKEN',
      'ASTROLABE_SLO',
      'OTEL_SERVICE_NAME',
      'NODE_ENV',
      'PORT',
    ];
    for (const name of foreign) vi.stubEnv(name, 'foreign');
    vi.stubEnv('LANG', 'C.UTF-8');
    const variables = environment(createSettings(1), { PORT: '0' });

    expect(Object.values(variables)).not.toContain('foreign');
    expect(variables).toMatchObject({ LANG: 'C.UTF-8', PORT: '0', WORLD_SEED: '1' });
  });

  it('have secrets of their own in every run', () => {
    const [one, other] = [createSettings(1), createSettings(1)];

    for (const name of ['appSecret', 'verifyToken', 'accessToken', 'metricsToken'] as const) {
      expect(one[name]).not.toBe(other[name]);
    }
  });
});
