import { describe, expect, it } from 'vitest';
import { recordDiagnostics } from '../testing/recorded-diagnostics.js';
import { durationOption } from './duration.js';
import { rejectUnknownOptions, resolveOptions, warnOfUnknownVariables } from './environment.js';
import { integerOption, objectOption, wordOption } from './option-kinds.js';
import { isProduction } from './railway.js';

const table = {
  level: integerOption({ env: ['ASTROLABE_LEVEL', 'OTEL_LEVEL', 'RAILWAY_LEVEL'], fallback: 3, description: '' }, 0, 9),
  timeout: durationOption({ env: ['ASTROLABE_TIMEOUT'], fallback: '2s', description: '' }, 0, '1m'),
  token: wordOption<string | undefined>(
    { env: ['ASTROLABE_TOKEN'], fallback: undefined, secret: true, description: '' },
    'a secret',
    'x',
  ),
  registry: objectOption<Map<string, string>>({ description: '' }, 'a map', (value) => value instanceof Map),
};
const resolve = (inCode: Record<string, unknown>, environment: Record<string, string>) => {
  const { diagnostics, lines } = recordDiagnostics();
  return { config: resolveOptions(table, inCode, environment, diagnostics), lines: lines.map(({ line }) => line) };
};

describe('options', () => {
  it('come from code, then ours, then the standard, then the platform, then the default', () => {
    const all = { ASTROLABE_LEVEL: '5', OTEL_LEVEL: '6', RAILWAY_LEVEL: '7' };
    expect(resolve({ level: 4 }, all).config.level).toBe(4);
    expect(resolve({}, all).config.level).toBe(5);
    expect(resolve({}, { OTEL_LEVEL: '6', RAILWAY_LEVEL: '7' }).config.level).toBe(6);
    expect(resolve({}, { RAILWAY_LEVEL: '7' }).config.level).toBe(7);
    expect(resolve({}, {}).config.level).toBe(3);
  });

  it('take an empty variable for an unset one, and an undefined option for a missing one', () => {
    expect(resolve({ level: undefined }, { ASTROLABE_LEVEL: '', OTEL_LEVEL: '6' }).config.level).toBe(6);
  });

  it('pass over a wrong variable with one warning: the variable, the shape, the reason and the remedy', () => {
    const { config, lines } = resolve({}, { ASTROLABE_LEVEL: 'high', ASTROLABE_TIMEOUT: '2 weeks' });
    expect(config).toMatchObject({ level: 3, timeout: 2_000 });
    expect(lines).toEqual([
      'astrolabe: ASTROLABE_LEVEL (4 characters) is not a whole number and is ignored; set it to a whole number from 0 to 9, for example ASTROLABE_LEVEL=3 [ASTROLABE_VARIABLE_INVALID]',
      "astrolabe: ASTROLABE_TIMEOUT (7 characters) is not a duration such as '2s' and is ignored; set it to a duration from 0 to 1m, for example ASTROLABE_TIMEOUT=2s [ASTROLABE_VARIABLE_INVALID]",
    ]);
  });

  it('fall through a wrong variable to the next one', () => {
    expect(resolve({}, { ASTROLABE_LEVEL: '99', OTEL_LEVEL: '6' }).config.level).toBe(6);
  });

  it('warn once, however often they are read', () => {
    const { diagnostics, lines } = recordDiagnostics();
    for (let round = 0; round < 3; round++) resolveOptions(table, {}, { ASTROLABE_LEVEL: 'x' }, diagnostics);
    expect(lines).toHaveLength(1);
    expect(diagnostics.counts().get('ASTROLABE_VARIABLE_INVALID')).toBe(3);
  });

  it('never show the value of a variable: it may be a secret in the wrong place', () => {
    const { lines } = resolve({}, { ASTROLABE_TOKEN: 'hunter2 hunter3', ASTROLABE_LEVEL: 'hunter2' });
    expect(lines).toHaveLength(2);
    expect(lines.join()).not.toContain('hunter');
  });

  it('throw for a wrong value in code, naming the option, the value, the reason and the remedy', () => {
    expect(() => resolve({ level: 99 }, {})).toThrow(
      'option "level": the value "99" is outside 0 to 9; give a whole number from 0 to 9, for example 3',
    );
    expect(() => resolve({ registry: {} }, {})).toThrow('option "registry": the value is of type object, not a map');
    expect(() => resolve({ level: () => 3 }, {})).toThrow('of type function');
  });

  it('never show a secret that is wrong in code', () => {
    expect(() => resolve({ token: 'hunter2 hunter3' }, {})).toThrow(/^option "token": the value has white space/);
  });

  it('throw for an option that does not exist, with the nearest one', () => {
    expect(() => rejectUnknownOptions([table], { levle: 1 })).toThrow('did you mean "level"?');
    expect(() => rejectUnknownOptions([table], { somethingElse: 1 })).toThrow('known options are level, timeout');
    expect(() => rejectUnknownOptions([table], { level: 1 })).not.toThrow();
  });

  it('warn of a misspelt variable, with the nearest one', () => {
    const { diagnostics, lines } = recordDiagnostics();
    warnOfUnknownVariables([table], { ASTROLABE_TOKN: 'hunter2', ASTROLABE_Q: '', PATH: '' }, diagnostics);
    expect(lines.map(({ line }) => line)).toEqual([
      'astrolabe: ASTROLABE_TOKN is not a variable of Astrolabe; did you mean ASTROLABE_TOKEN? [ASTROLABE_VARIABLE_UNKNOWN]',
      'astrolabe: ASTROLABE_Q is not a variable of Astrolabe; remove it [ASTROLABE_VARIABLE_UNKNOWN]',
    ]);
  });
});

it('production is what Node or Railway calls so', () => {
  expect(isProduction({ NODE_ENV: 'production' })).toBe(true);
  expect(isProduction({ RAILWAY_ENVIRONMENT_NAME: 'staging' })).toBe(true);
  expect(isProduction({ NODE_ENV: 'test' })).toBe(false);
});
