/** Parsed JSON of which nothing is known: any field may be missing or something else. */
export type Json = { readonly [name: string]: unknown };

/** The JSON object in a text; undefined where there is none. */
export const parseObject = (text: string): Json | undefined => {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
};

export const asObject = (value: unknown): Json | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
