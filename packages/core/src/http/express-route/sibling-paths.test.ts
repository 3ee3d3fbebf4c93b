import { describe, expect, it } from 'vitest';
import { siblingPaths } from './sibling-paths.js';

describe('the siblings of a path', () => {
  it('differ from it in one segment, for each of its segments', () => {
    const [first = [], second = []] = siblingPaths('/health/live');
    expect(siblingPaths('/health/live')).toHaveLength(2);
    expect(first.every((path) => /^\/[a-z]+\/live$/.test(path) && path !== '/health/live')).toBe(true);
    expect(second.every((path) => /^\/health\/[a-z]+$/.test(path) && path !== '/health/live')).toBe(true);
  });

  it('are of its length, shorter and longer, and none comes twice', () => {
    const [group = []] = siblingPaths('/health');
    const lengths = group.map((path) => path.length - '/health'.length);
    expect(lengths).toEqual([0, 0, 0, 0, 6, 2, -1, -4]);
    expect(new Set(group).size).toBe(group.length);
  });

  it('have a letter for a letter, a digit for a digit, and any other sign as it is', () => {
    expect(siblingPaths('/V2-zap_')[0]?.slice(0, 2)).toEqual(['/Y5-cds_', '/C9-ghw_']);
  });

  it('are fewer for a segment that is short or has no letters, and never the path itself', () => {
    expect(siblingPaths('/m')).toEqual([['/p', '/t', '/y', '/f', '/pt', '/yf']]);
    expect(siblingPaths('/_-')).toEqual([['/_-_-', '/_']]);
  });

  it('are the same at each call, and none for the root', () => {
    expect(siblingPaths('/metrics')).toEqual(siblingPaths('/metrics'));
    expect(siblingPaths('/')).toEqual([]);
  });
});
