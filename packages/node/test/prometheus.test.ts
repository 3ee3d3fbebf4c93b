import { isolatedRuntime } from '@astrolabe/core/testing';
import { counter } from '@astrolabe/node';
import { registerInto } from '@astrolabe/node/prometheus';
import { Registry } from 'prom-client';
import { expect, it } from 'vitest';

it("our metrics appear in the bot's own registry", async () => {
  const isolated = isolatedRuntime();
  const register = new Registry();
  const end = registerInto(register);
  counter('charts_total', { kind: ['natal', 'transit'] }).inc({ kind: 'natal' });
  expect(await register.metrics()).toContain('charts_total{kind="natal"} 1');
  end();
  await isolated.dispose();
});
