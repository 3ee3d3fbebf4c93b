import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { derivePattern } from '../../src/http/express-route/derived-path.js';
import type { PathMatcher } from '../../src/http/express-route/layer-path.js';
import { randomMount, randomPath, randomSource } from './random-mounts.js';

type LayerClass = new (path: string, options: object, handle: () => void) => { readonly matchers: [PathMatcher] };

const require = createRequire(import.meta.url);
const layerOf = (express: string) => createRequire(require.resolve(express))('router/lib/layer.js') as LayerClass;
const ROUNDS = 500;

describe.each([
  { name: 'router 2.0 with path-to-regexp 8.0', Layer: layerOf('express-5.0') },
  { name: 'router 2.2 with path-to-regexp 8.4', Layer: layerOf('express-5.1') },
])('for any mount of $name and any first path', ({ Layer }) => {
  const rounds = (seed: number) => {
    const random = randomSource(seed);
    return Array.from({ length: ROUNDS }, () => {
      const mount = randomMount(random);
      const path = randomPath(
        random,
        mount.meanings[Math.floor(random() * mount.meanings.length)] ?? '',
        mount.sensitive,
      );
      const options = { end: false, strict: false, sensitive: mount.sensitive };
      const [matcher] = new Layer(mount.path, options, () => undefined).matchers;
      const meanings = mount.sensitive ? mount.meanings : mount.meanings.map((each) => each.toLowerCase());
      return { mount, path, matcher, meanings };
    });
  };

  it.each([1, 2, 3])('the derived pattern is one that the bot has meant (seed %d)', (seed) => {
    let derived = 0;
    for (const { mount, path, matcher, meanings } of rounds(seed)) {
      const pattern = derivePattern(matcher, path);
      if (pattern === undefined) continue;
      derived++;
      expect(meanings, `${mount.path} from ${path}`).toContain(pattern);
    }
    expect(derived).toBeGreaterThan(ROUNDS * 0.7);
  });

  it('a derivation that trusts the path is caught by the same check', () => {
    const leaks = rounds(4).filter(({ path, meanings }) => !meanings.includes(path));
    expect(leaks.length).toBeGreaterThan(ROUNDS * 0.5);
  });
});
