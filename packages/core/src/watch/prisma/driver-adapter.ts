/** What Prisma's driver adapters are to Prisma, as its package for their authors has it. */
export interface AdapterFactory {
  /** `postgres`, `mysql`, `sqlite`, `sqlserver`. */
  readonly provider: string;
  readonly adapterName: string;
  connect(): Promise<Adapter>;
}

/** What asks a database: an adapter that is connected, or a transaction of it. */
export interface Queryable {
  queryRaw(statement: Statement): Promise<unknown>;
  executeRaw(statement: Statement): Promise<number>;
}

export interface Adapter extends Queryable {
  executeScript(script: string): Promise<void>;
  startTransaction(isolationLevel?: string): Promise<Queryable>;
  /** Of adapters that lend it out: the driver's own pool. */
  underlyingDriver?(): unknown;
}

export interface Statement {
  readonly sql: string;
}

export const isAdapterFactory = (candidate: unknown): candidate is AdapterFactory => {
  const { provider, connect } = (candidate ?? {}) as Partial<Record<string, unknown>>;
  return typeof provider === 'string' && typeof connect === 'function';
};
