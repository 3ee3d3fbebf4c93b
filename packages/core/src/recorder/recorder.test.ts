import { describe, expect, it } from 'vitest';
import { createManualClock } from '../testing/manual-clock.js';
import { recordDiagnostics } from '../testing/recorded-diagnostics.js';
import { createTracer } from '../tracing/tracer.js';
import { createRecorder } from './recorder.js';

const setUp = () => {
  const { diagnostics, lines } = recordDiagnostics();
  const recorder = createRecorder(diagnostics);
  const seen: string[] = [];
  const processor = (name: string) => ({ name, transactionEnded: () => seen.push(name) });
  const end = (discarded = false) => {
    const transaction = createTracer(createManualClock(), recorder.transactionEnded).startTransaction('task', 'x');
    transaction.discarded = discarded;
    transaction.root.end();
  };
  return { recorder, seen, processor, end, lines };
};

describe('the recorder', () => {
  it('shows every ended transaction to every processor, in their order', () => {
    const { recorder, seen, processor, end } = setUp();
    const second = processor('second');
    recorder.add(processor('first'));
    recorder.add(second);
    end();
    recorder.remove(second);
    end();
    expect(seen).toEqual(['first', 'second', 'first']);
  });

  it('reports a processor that throws, and the others still see everything', () => {
    const { recorder, seen, processor, end, lines } = setUp();
    recorder.add({
      name: 'broken',
      transactionEnded: () => {
        throw new Error('+447700900123');
      },
    });
    recorder.add(processor('sound'));
    end();
    end();
    expect(seen).toEqual(['sound', 'sound']);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.line).toBe(
      'astrolabe: the processor broken failed (Error); the bot goes on without it [ASTROLABE_PROCESSOR_FAILED]',
    );
  });

  it('drops what is not to be counted', () => {
    const { recorder, seen, processor, end } = setUp();
    recorder.add(processor('first'));
    end(true);
    expect(seen).toEqual([]);
  });
});
