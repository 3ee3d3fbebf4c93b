/** Source: OpenTelemetry, HTTP semantic conventions: other methods are `_OTHER`, and a span of them is called `HTTP`. */
export const OTHER_METHOD = '_OTHER';
const KNOWN_METHODS = [
  'GET',
  'POST',
  'PUT',
  'DELETE',
  'PATCH',
  'HEAD',
  'OPTIONS',
  'TRACE',
  'CONNECT',
  'QUERY',
] as const;

/** All values of the label. */
export const HTTP_METHODS = [...KNOWN_METHODS, OTHER_METHOD] as const;

const INDEX: ReadonlyMap<string, number> = new Map(KNOWN_METHODS.map((method, index) => [method, index]));

export const isKnownMethod = (method: string): boolean => INDEX.has(method);

/** Where in `HTTP_METHODS` it counts. */
export const methodIndex = (method: string): number => INDEX.get(method) ?? KNOWN_METHODS.length;
