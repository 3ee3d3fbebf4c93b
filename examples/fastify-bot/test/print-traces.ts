// Preloaded with --import: prints the kind and the trace of every unit of work when it ends.

interface Transaction {
  readonly kind: string;
  readonly traceId: string;
}
interface Runtime {
  readonly recorder: { add(processor: { name: string; transactionEnded(transaction: Transaction): void }): void };
}

const transactionEnded = ({ kind, traceId }: Transaction): void => console.log(`${kind} ended in trace ${traceId}`);

/** Astrolabe's state is on a global symbol as soon as the bot has imported it. */
const add = (): void => {
  const runtime = (globalThis as Record<symbol, Runtime | undefined>)[Symbol.for('astrolabe.v1')];
  if (runtime === undefined) setImmediate(add);
  else runtime.recorder.add({ name: 'print-traces', transactionEnded });
};

setImmediate(add);
