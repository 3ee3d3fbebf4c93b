import { coreOptions, runtime, start } from '@astrolabe/core';
import { isolatedRuntime } from '@astrolabe/core/testing';
import { expect, it } from 'vitest';
import { whatsapp } from './index.js';

const begin = () => {
  const isolated = isolatedRuntime();
  const { contributions } = start(runtime(), { plugins: [whatsapp()], options: {}, environment: {} });
  return { ...isolated, contributions };
};

it('a turn that was never answered is bad, however short its time', async () => {
  const { runtime: own, dispose } = begin();
  const reply = own.metrics.histogram('whatsapp_reply_seconds', {
    help: 'h',
    labels: (own.metrics.family('whatsapp_reply_seconds') as unknown as { spec: Record<string, string[]> }).spec,
  });
  reply.observe({ type: 'text', outcome: 'answered' }, 2);
  reply.observe({ type: 'text', outcome: 'answered' }, 2.1);
  reply.observe({ type: 'text', outcome: 'unanswered' }, 1);
  expect(own.objectives.window('reply', 3_600_000)).toMatchObject({ good: 1, total: 3 });
  expect(own.objectives.window('ack', 3_600_000)).toMatchObject({ good: 0, total: 0 });
  await dispose();
});

it('the objectives that hold without ASTROLABE_SLO are the ones that its description names', async () => {
  const { contributions, lines, dispose } = begin();
  const texts = contributions.objectives.map(
    ({ name, target, withinSeconds, windowMs }) =>
      `${name} ${target * 100}% ${withinSeconds}s ${windowMs / 86_400_000}d`,
  );
  expect(new Set(/Without it `(.*?)`/.exec(coreOptions.slo.description)?.[1]?.split('; '))).toEqual(new Set(texts));
  expect(lines).toEqual([]);
  await dispose();
});
