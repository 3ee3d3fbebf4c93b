import { afterEach, describe, expect, it } from 'vitest';
import { OptionError } from '../config/option.js';
import { LEVEL_PATH } from '../governor/level-endpoint.js';
import type { Plugin } from '../plugin.js';
import { start } from '../registry.js';
import { isolatedRuntime } from '../testing.js';
import type { Endpoint } from './endpoint.js';

let end: () => Promise<void> = async () => undefined;
afterEach(() => end());

const endpoint = (path: Endpoint['path'], body: string, method: Endpoint['method'] = 'GET'): Endpoint => ({
  method,
  path,
  access: 'public',
  handle: () => ({ status: 200, body }),
});

const serving = (name: string, endpoints: readonly Endpoint[], variable?: string): Plugin => ({
  name,
  options: {},
  setup: () => ({
    endpoints,
    ...(variable ? { movable: Object.fromEntries(endpoints.map(({ path }) => [path, variable])) } : {}),
  }),
});

const started = (plugins: readonly Plugin[], environment: Readonly<Record<string, string>> = {}) => {
  const isolated = isolatedRuntime();
  end = isolated.dispose;
  const { contributions } = start(isolated.runtime, { plugins, options: {}, environment });
  const warnings = isolated.lines.map(({ line }) => line).filter((line) => line.includes('two endpoints'));
  return { contributions, warnings };
};

/** Without those that every bot has. */
const own = ({ endpoints }: { readonly endpoints: readonly Endpoint[] }) =>
  endpoints.filter(({ path }) => path !== LEVEL_PATH);

const pages = serving('pages', [endpoint('/page', 'page')], 'PAGE_PATH');
const metrics = serving('metrics', [endpoint('/page', 'metrics'), endpoint('/extra', 'extra')], 'METRICS_PATH');

describe('the addresses of endpoints', () => {
  it('are taken as they are when they differ by path or method', () => {
    const posting = serving('posting', [endpoint('/page', 'posted', 'POST'), endpoint('/pages', 'pages')]);
    const { contributions, warnings } = started([pages, posting]);
    expect(own(contributions)).toHaveLength(3);
    expect(warnings).toEqual([]);
  });

  it('belong to the first who has them when a variable has a part in the clash, with one warning', () => {
    const { contributions, warnings } = started([pages, metrics], { METRICS_PATH: '/page' });
    expect(own(contributions).map(({ path }) => path)).toEqual(['/page', '/extra']);
    expect(contributions.endpoints[0]?.handle(undefined as never)).toMatchObject({ body: 'page' });
    expect(contributions.movable).toEqual({ '/page': 'PAGE_PATH', '/extra': 'METRICS_PATH' });
    expect(warnings).toEqual([
      'astrolabe: two endpoints are at /page; PAGE_PATH and METRICS_PATH move them: set one to another path; ' +
        'until then the first alone is served [ASTROLABE_ENDPOINT_CONFLICT]',
    ]);
  });

  it('throw when options in code alone make them clash', () => {
    expect(() => started([pages, metrics])).toThrow(OptionError);
    expect(() => started([pages, metrics])).toThrow(
      'two endpoints are at /page; PAGE_PATH and METRICS_PATH move them: set one to another path',
    );
  });
});
