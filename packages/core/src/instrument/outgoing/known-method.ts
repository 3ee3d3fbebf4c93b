/** Source: OpenTelemetry, HTTP semantic conventions: other methods are `_OTHER`, and a span of them is called `HTTP`. */
const METHODS: ReadonlySet<string> = new Set([
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
]);

export const isKnownMethod = (method: string): boolean => METHODS.has(method);
