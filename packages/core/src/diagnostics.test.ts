import { describe, expect, it } from 'vitest';
import { systemClock } from './clock.js';
import { createDiagnostics, describeError } from './diagnostics.js';
import { recordDiagnostics } from './testing/recorded-diagnostics.js';

describe('diagnostics', () => {
  it('say a thing once and count it always', () => {
    const { diagnostics, lines } = recordDiagnostics();
    for (let round = 0; round < 5; round++) diagnostics.warnOnce('ASTROLABE_X', 'this');
    diagnostics.warnOnce('ASTROLABE_X', 'that');
    expect(lines).toHaveLength(2);
    expect(diagnostics.counts().get('ASTROLABE_X')).toBe(6);
  });

  it('never say more than a bounded number of different things', () => {
    const { diagnostics, lines } = recordDiagnostics();
    for (let round = 0; round < 2_000; round++) diagnostics.warnOnce('ASTROLABE_X', `${round}`);
    expect(lines).toHaveLength(500);
  });

  it('keep to their level', () => {
    const { diagnostics, lines } = recordDiagnostics();
    diagnostics.setLevel('error');
    diagnostics.info('info');
    diagnostics.warnOnce('ASTROLABE_X', 'warn');
    diagnostics.failed('ASTROLABE_Y', 'a part', new Error());
    diagnostics.setLevel('none');
    diagnostics.failed('ASTROLABE_Z', 'a part', new Error());
    expect(lines.map(({ severity }) => severity)).toEqual(['error']);
  });

  it('survive a sink that throws', () => {
    const diagnostics = createDiagnostics(() => {
      throw new Error('closed');
    });
    expect(() => diagnostics.info('x')).not.toThrow();
  });

  it('describe an error without its message, which may quote a user', () => {
    const named = Object.assign(new TypeError('+447700900123'), { code: 'ECONNRESET' });
    expect(describeError(named)).toBe('TypeError ECONNRESET');
    expect(describeError(new Error('+447700900123'))).toBe('Error');
    expect(describeError('+447700900123')).toBe('a thrown string');
  });

  it.each([
    ['Error', { name: 'Hi Anna', code: '+447700900123' }],
    ['Error', { name: '447700900123Error', code: 'E447700900123' }],
    ['Error', { name: 'Anna', code: 'sign in as Anna' }],
    ['TimeoutError ERR_SOCKET_CLOSED', { name: 'TimeoutError', code: 'ERR_SOCKET_CLOSED' }],
    ['Error 23505', { code: '23505' }],
    ['Error 42P01', { code: '42P01' }],
    ['Error', { code: 11_000 }],
  ])('describe an error as %s, with no name or code that looks like none', (text, parts) => {
    expect(describeError(Object.assign(new Error('x'), parts))).toBe(text);
  });

  it('describe what the platform throws by its name, since its class has one for all', () => {
    expect(describeError(AbortSignal.abort().reason)).toBe('AbortError');
    expect(describeError(new DOMException('x', 'Anna'))).toBe('DOMException');
  });

  it('hear of a background task that throws, which runs again', async () => {
    const { diagnostics, lines } = recordDiagnostics();
    const clock = systemClock(diagnostics);
    let runs = 0;
    await new Promise<void>((resolve) => {
      const stop = clock.every(1, () => {
        if (++runs === 2) {
          stop();
          resolve();
        }
        throw new Error('x');
      });
    });
    expect(lines).toHaveLength(1);
    expect(diagnostics.counts().get('ASTROLABE_TASK_FAILED')).toBe(2);
  });

  it('run a task once after its time, unless it was cancelled', async () => {
    const clock = systemClock(recordDiagnostics().diagnostics);
    const ran: string[] = [];
    clock.after(1, () => ran.push('cancelled'))();
    await new Promise<void>((resolve) => {
      clock.after(1, () => {
        ran.push('ran');
        resolve();
      });
    });
    expect(ran).toEqual(['ran']);
    expect(clock.wallMs()).toBeGreaterThan(clock.nowMs());
  });
});
