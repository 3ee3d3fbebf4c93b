/** The two APIs that language models are asked by, whoever serves them. */
export type Api = 'openai' | 'anthropic';
export type Operation = 'chat' | 'embeddings';

const OPENAI = /\/(?:chat\/completions|v1\/responses|v1\/(embeddings))(?:\?|$)/;
const ANTHROPIC = /\/v1\/messages(?:\?|$)/;

/** What an address of an API is for; undefined if it is none of it. */
export const operationOf = (api: Api, method: string, path: string): Operation | undefined => {
  if (method !== 'POST') return undefined;
  if (api === 'anthropic') return ANTHROPIC.test(path) ? 'chat' : undefined;
  const match = OPENAI.exec(path);
  if (match === null) return undefined;
  return match[1] === undefined ? 'chat' : 'embeddings';
};
