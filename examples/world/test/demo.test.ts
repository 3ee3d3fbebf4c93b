import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createSettings } from '../src/demo/settings.ts';
import { Stage } from '../src/demo/stage.ts';
import { World } from '../src/demo/world.ts';
import { startDemo, startDemoBelowShells, startDemoWith } from './demo-processes.ts';

const MOST_RUNS = 4;
const RUN_MS = 30_000;

const lastLine = (output: string): string => output.trimEnd().split('\n').at(-1) ?? '';

/** A run that says itself that this machine had other things to do proves nothing: it is made again. */
const validRun = async (...args: readonly string[]) => {
  for (let run = 1; ; run++) {
    const demo = startDemo(...args);
    const [code] = await demo.ended;
    const summary = JSON.parse(lastLine(demo.output())) as Readonly<Record<string, unknown>>;
    if (summary.valid === true || run === MOST_RUNS) return { demo, code, summary };
    expect(code, 'an invalid run').toBe(1);
    expect(demo.output()).toContain('Invalid: this machine could not keep up');
  }
};

describe('the demo', () => {
  it.each(['express', 'fastify'])(
    'ends with 0 when the %s bot has measured what the world has seen',
    async (bot) => {
      const { demo, code, summary } = await validRun('--bot', bot, '--seconds', '4', '--rate', '40', '--json');

      expect(demo.output()).toContain("curl -H 'Authorization: Bearer ");
      expect(demo.output()).toContain('messages/s');
      expect(summary).toMatchObject({ equal: true, different: [], errors: 0, healthStatus: 'pass' });
      expect(summary.messages).toBeGreaterThan(200);
      expect(summary.replies).toBeGreaterThan(180);
      expect(summary.replies).toBeLessThan(summary.messages as number);
      expect(summary.unanswered).toBeGreaterThan(1);
      expect(summary.duplicates).toBeGreaterThan(8);
      expect(summary.requests).toBeGreaterThan(2 * (summary.messages as number));
      for (const key of ['replyP50Seconds', 'replyP95Seconds', 'ackP50Seconds', 'ackP95Seconds', 'requestP95Seconds']) {
        expect(summary[key], key).toBeGreaterThan(0);
      }
      expect(code).toBe(0);
      expect(demo.left()).toEqual([]);
    },
    MOST_RUNS * RUN_MS,
  );

  it('ends with 1 when it is told to drop one, and says where', async () => {
    const demo = startDemo('--seconds', '1', '--drop-one', '--json');
    const [code] = await demo.ended;
    const [different] = JSON.parse(lastLine(demo.output())).different;

    expect(different).toMatchObject({ world: different.bot + 1, bot: different.bot });
    expect(demo.output()).toContain(`Different: ${different.name}: the world has ${different.world}, the bot `);
    expect(code).toBe(1);
  });

  it.each([
    ['drop-one', ['POST /webhook 200']],
    ['early-turns', ['reply p95']],
    ['double-duplicates', ['duplicates']],
  ])('ends with 1 when the bot measures wrongly: %s', async (fault, names) => {
    const faulty = new URL(`./faults/${fault}.ts`, import.meta.url);
    const demo = startDemoWith([faulty], '--seconds', '2', '--json');
    const [code] = await demo.ended;
    const { different } = JSON.parse(lastLine(demo.output())) as { different: readonly { readonly name: string }[] };

    expect(different.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
    expect(code).toBe(1);
  });

  it('says so when its port is taken', async () => {
    const other = createServer().listen(0);
    onTestFinished(() => void other.close());
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const demo = startDemo('--port', String(port));

    expect((await demo.ended)[0]).toBe(1);
    expect(demo.output()).toContain('the bot ended by itself (exit code 1)');
    expect(demo.output()).toContain(`port ${port} is taken`);
    expect(demo.left()).toEqual([]);
  });

  it('says so when the bot ends in the middle of it', async () => {
    const demo = startDemo();
    await demo.says('messages/s');
    const bot = demo.left().at(-1) as number;
    process.kill(bot, 'SIGKILL');

    expect((await demo.ended)[0]).toBe(1);
    expect(demo.output()).toContain('demo: the bot ended by itself (SIGKILL)');
    expect(demo.left()).toEqual([]);
  });

  it('says so when the world ends in the middle of it', async () => {
    const demo = startDemo();
    await demo.says('messages/s');
    process.kill(demo.left()[1] as number, 'SIGKILL');

    expect((await demo.ended)[0]).toBe(1);
    expect(demo.output()).toContain('demo: the Graph API ended by itself (SIGKILL)');
    expect(demo.left()).toEqual([]);
  });

  it('ends with 2 and the usage when its arguments are wrong', async () => {
    const demo = startDemo('--rate', 'fast');

    expect((await demo.ended)[0]).toBe(2);
    expect(demo.output()).toContain('demo: --rate "fast" is not a number from 0.1 to 1000');
    expect(demo.output()).toContain('--seconds N');
  });
});

describe('Ctrl-C', () => {
  it('ends a run in good order, with its table', async () => {
    const demo = startDemo();
    await demo.says('messages/s');
    expect(demo.left(), 'the demo, the world and the bot are found while they run').toHaveLength(5);
    demo.process.kill('SIGINT');

    const [code] = await demo.ended;
    expect(demo.output()).toContain('as users felt it');
    expect(code).toBe(/^Equal: all /m.test(demo.output()) && !/^Invalid: /m.test(demo.output()) ? 0 : 1);
    expect(demo.left()).toEqual([]);
  });

  it.each([undefined, 'astrolabe ', 'listening on', 'Ctrl-C ends it'])(
    'leaves no process behind, even right after %j',
    async (moment) => {
      const demo = startDemo();
      await (moment === undefined ? once(demo.process, 'spawn') : demo.says(moment));
      demo.process.kill('SIGINT');
      await demo.ended;

      expect(demo.left()).toEqual([]);
    },
  );

  it('a second time ends it at once', async () => {
    const demo = startDemo();
    await demo.says('messages/s');
    demo.process.kill('SIGINT');
    demo.process.kill('SIGTERM');
    await demo.ended;

    await expect.poll(demo.left).toEqual([]);
  });
});

describe('a stage that is cleared', () => {
  it('starts nothing any more', async () => {
    const stage = new Stage({ bot: 'express', port: 0, seed: 1, line: () => undefined });
    const setting = stage.set();
    const cleared = stage.clear();

    await expect(setting).rejects.toThrow(/over before|ended by itself/);
    await cleared;
    expect(() => stage.bot).toThrow('the bot has not been started');
  });
});

describe('a world that stands still', () => {
  it('is not waited for without end', async () => {
    const world = new World(createSettings(1));
    onTestFinished(async () => {
      for (const child of [world.users, ...world.services]) child.kill();
      await Promise.all([world.users, ...world.services].map(({ ended }) => ended));
    });
    await world.addresses;
    process.kill(world.users.pid as number, 'SIGSTOP');

    await expect(world.finish(0)).rejects.toThrow('the simulator of users stands still');
  });
});

describe('a demo that is killed', () => {
  it('takes its processes with it', async () => {
    const demo = startDemo();
    await demo.says('messages/s');
    expect(demo.left()).toHaveLength(5);
    demo.process.kill('SIGKILL');
    await demo.ended;

    await expect.poll(demo.left, { timeout: 10_000 }).toEqual([]);
  });

  it('ends as well when only the package manager above it is killed, and waits for no last answers', async () => {
    const { process: shell, says, left } = startDemoBelowShells();
    await says('messages/s');
    expect(left(), 'two shells, the demo, the world of three and the bot').toHaveLength(7);
    shell.kill('SIGKILL');

    await expect.poll(left, { timeout: 4_000 }).toEqual([]);
  });
});
