import { expect, it } from 'vitest';
import { loadedRegistries } from './loaded-registries.js';

const registry = () => ({ getMetricsAsArray: () => [] });
const loaded = (register: unknown) => ({ exports: { register } });

it.each([
  '/srv/bot/node_modules/prom-client/index.js',
  '/srv/bot/node_modules/.pnpm/prom-client@15.1.3/node_modules/prom-client/index.js',
  'C:\\bot\\node_modules\\prom-client\\index.js',
  '/srv/bot/node_modules/@prometheus-io/client/index.js',
  'C:\\bot\\node_modules\\@prometheus-io\\client\\index.js',
])('finds the default registry of %s', (file) => {
  const register = registry();
  expect(loadedRegistries({ '/srv/bot/index.js': { exports: {} }, [file]: loaded(register) })).toEqual([register]);
});

it('finds every copy, and each registry once', () => {
  const [first, second] = [registry(), registry()];
  const cache = {
    '/a/node_modules/prom-client/index.js': loaded(first),
    '/b/node_modules/prom-client/index.js': loaded(second),
    '/c/node_modules/prom-client/index.js': loaded(second),
  };
  expect(loadedRegistries(cache)).toEqual([first, second]);
});

it('takes nothing else for one', () => {
  const cache = {
    '/a/node_modules/prom-client/lib/registry.js': loaded(registry()),
    '/a/node_modules/my-prom-client/index.js': loaded(registry()),
    '/a/node_modules/client/index.js': loaded(registry()),
    '/a/node_modules/prom-client/index.js': undefined,
    '/b/node_modules/prom-client/index.js': { exports: undefined },
    '/c/node_modules/prom-client/index.js': { exports: {} },
    '/d/node_modules/prom-client/index.js': loaded({}),
  };
  expect(loadedRegistries(cache)).toEqual([]);
});
