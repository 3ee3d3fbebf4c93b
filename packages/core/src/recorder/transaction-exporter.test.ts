import { describe, expect, it } from 'vitest';
import { createManualClock } from '../testing/manual-clock.js';
import { recordDiagnostics } from '../testing/recorded-diagnostics.js';
import { createTracer } from '../tracing/tracer.js';
import type { Transaction } from '../tracing/transaction.js';
import { createRecorder } from './recorder.js';

const setUp = () => {
  const { diagnostics, lines } = recordDiagnostics();
  const recorder = createRecorder(diagnostics);
  const tracer = createTracer(createManualClock(), recorder.transactionEnded);
  const seen: string[] = [];
  const exporter = (name: string) => ({
    name,
    export: (_kept: Transaction, reason: string) => seen.push(`${name} ${reason}`),
    flush: async () => undefined,
  });
  const end = (change: (transaction: Transaction) => void = () => undefined) => {
    const transaction = tracer.startTransaction('task', 'x');
    change(transaction);
    transaction.root.end();
  };
  return { recorder, seen, exporter, end, lines };
};

describe('an exporter', () => {
  it('gets what is kept, once, with the reason, and nothing else', () => {
    const { recorder, seen, exporter, end } = setUp();
    recorder.exportTo(exporter('otlp'));
    end();
    end((transaction) => transaction.keep());
    end((transaction) => transaction.root.recordException(new Error('x')));
    expect(seen).toEqual(['otlp asked', 'otlp error']);
  });

  it('gets nothing of what is not to be counted', () => {
    const { recorder, seen, exporter, end } = setUp();
    recorder.exportTo(exporter('otlp'));
    end((transaction) => {
      transaction.keep();
      transaction.discarded = true;
    });
    expect(seen).toEqual([]);
  });

  it('gets nothing after its end', () => {
    const { recorder, seen, exporter, end } = setUp();
    recorder.exportTo(exporter('otlp'))();
    end((transaction) => transaction.keep());
    expect(seen).toEqual([]);
  });

  it('that throws is reported, and the others still get everything', () => {
    const { recorder, seen, exporter, end, lines } = setUp();
    const broken = () => {
      throw new Error('+447700900123');
    };
    recorder.exportTo({ ...exporter('broken'), export: broken });
    recorder.exportTo(exporter('otlp'));
    end((transaction) => transaction.keep());
    expect([seen, lines.map(({ line }) => line)]).toEqual([
      ['otlp asked'],
      ['astrolabe: the exporter broken failed (Error); the bot goes on without it [ASTROLABE_EXPORTER_FAILED]'],
    ]);
  });
});
