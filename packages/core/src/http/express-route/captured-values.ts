/** Where V8 picks up the function to look into, and lays down what it found; there only while it does. */
const TABLE = Symbol.for('astrolabe.captured');
/** More than this no mount of Express captures. */
const MAX_VALUES = 16;

interface Session {
  post(method: string, parameters: object, callback: (error: Error | null, result?: object) => void): void;
}
/** What the inspector says of a value that it does not hand over. */
interface Remote {
  readonly objectId?: string;
  readonly description?: string;
}
interface Properties {
  readonly result?: readonly { readonly value?: Remote }[];
  readonly internalProperties?: readonly { readonly name: string; readonly value?: Remote }[];
}

/**
 * The objects and functions that a function has captured from the scope right around it. Nothing is called: V8 tells
 * its inspector what a closure holds, and the inspector answers in the same tick, without a debugger being enabled or
 * a port being opened; each closure is opened once. Empty where the runtime has no inspector or forbids it.
 */
export const capturedBy = (closure: object): readonly object[] => {
  const captured: object[] = [];
  try {
    const inspector = process.getBuiltinModule('node:inspector');
    const session = new inspector.Session();
    session.connect();
    try {
      Object.defineProperty(globalThis, TABLE, { value: { closure, captured }, configurable: true });
      readInto(session);
    } finally {
      Reflect.deleteProperty(globalThis, TABLE);
      session.disconnect();
    }
  } catch {
    // A runtime without an inspector, or with permissions that leave it out.
  }
  return captured;
};

const readInto = (session: Session): void => {
  const { internalProperties } = propertiesOf(session, lookUp(session, 'closure'));
  const scopes = propertiesOf(session, internalProperties?.find(({ name }) => name === '[[Scopes]]')?.value);
  const scope = scopes.result?.[0]?.value;
  // Around a function that captures nothing is what everybody sees.
  if (scope?.description === undefined || /^(Global|Script)/.test(scope.description)) return;
  const values = propertiesOf(session, scope).result ?? [];
  handOver(
    session,
    values
      .map(({ value }) => value)
      .filter(isReferable)
      .slice(0, MAX_VALUES),
  );
};

const lookUp = (session: Session, name: string): Remote | undefined =>
  send<{ result: Remote }>(session, 'Runtime.evaluate', {
    expression: `globalThis[Symbol.for(${JSON.stringify(TABLE.description)})]?.${name}`,
  })?.result;

/** The properties that a value has, without a call to their getters. */
const propertiesOf = (session: Session, remote: Remote | undefined): Properties =>
  (isReferable(remote) &&
    send<Properties>(session, 'Runtime.getProperties', { objectId: remote.objectId, ownProperties: true })) ||
  {};

const handOver = (session: Session, values: readonly Remote[]): void => {
  const captured = lookUp(session, 'captured');
  if (!isReferable(captured)) return;
  send(session, 'Runtime.callFunctionOn', {
    objectId: captured.objectId,
    functionDeclaration: 'function (...values) { this.push(...values); }',
    arguments: values.map(({ objectId }) => ({ objectId })),
  });
};

/** Numbers and texts are not. */
const isReferable = (remote: Remote | undefined): remote is Remote & { objectId: string } =>
  remote?.objectId !== undefined;

const send = <R extends object>(session: Session, method: string, parameters: object): R | undefined => {
  let answer: object | undefined;
  session.post(method, parameters, (_error, result) => {
    answer = result;
  });
  return answer as R | undefined;
};
