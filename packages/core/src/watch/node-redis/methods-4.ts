/** They do not wait for an answer, or are watched by another way. */
const OTHERWISE = /^(?:[PS]?(?:UN)?SUBSCRIBE|MULTI|QUIT|SELECT)$/;
const UPPER_CASE = /^[A-Z_][A-Z\d_-]*$/;
/** The first word, and what belongs to it: `XINFO` of `XINFO_STREAM`, `SORT_RO` of itself. */
const FIRST_WORD = /^_?[A-Z\d]+(?:_RO(?=_|$))?/;
/** The modules of Redis Stack, by what node-redis calls them. */
const MODULES = new Set(['bf', 'cf', 'cms', 'ft', 'graph', 'json', 'tDigest', 'topK', 'ts']);

/** By name, what a method of the class sends: a command, or a script that the bot has added. */
export const ownMethods = (client: object): ReadonlyMap<string, string> => {
  const methods = new Map<string, string>();
  let prototype: object = Object.getPrototypeOf(client);
  for (; !Object.hasOwn(prototype, 'commandsExecutor'); prototype = Object.getPrototypeOf(prototype)) {
    for (const name of methodNames(prototype)) methods.set(name, 'EVALSHA');
  }
  for (const [name, operation] of commandMethods(prototype)) methods.set(name, operation);
  return methods;
};

/** The same of the modules, each of which is an object that knows its client. */
export const moduleMethods = (client: object): [holder: object, ReadonlyMap<string, string>][] =>
  Object.entries(client)
    .filter(([, value]) => (value as { readonly self?: unknown } | null)?.self === client)
    .map(([module, holder]) => [holder, methodsOf(module, Object.getPrototypeOf(holder))]);

const methodsOf = (module: string, prototype: object): ReadonlyMap<string, string> => {
  const isKnown = MODULES.has(module);
  const commands = [...commandMethods(prototype)].map(
    ([name, operation]) => [name, isKnown ? `${module.toUpperCase()}.${operation}` : 'OTHER'] as const,
  );
  return new Map(commands);
};

/** Each command has a method in upper case, `CLIENT_ID`, and one in the other: `clientId`. */
const commandMethods = (prototype: object): ReadonlyMap<string, string> => {
  const names = methodNames(prototype);
  const upperCase = names.filter((name) => UPPER_CASE.test(name) && !OTHERWISE.test(name));
  const byLetters = new Map(upperCase.map((name) => [lettersOf(name), FIRST_WORD.exec(name)?.[0] ?? name]));
  return new Map(
    names.flatMap((name) => (byLetters.has(lettersOf(name)) ? [[name, byLetters.get(lettersOf(name)) as string]] : [])),
  );
};

const lettersOf = (name: string): string => name.toUpperCase().replaceAll(/[_-]/g, '');

const methodNames = (prototype: object): readonly string[] =>
  Object.getOwnPropertyNames(prototype).filter((name) => {
    const { value } = Object.getOwnPropertyDescriptor(prototype, name) ?? {};
    return name !== 'constructor' && name !== 'Multi' && typeof value === 'function';
  });
