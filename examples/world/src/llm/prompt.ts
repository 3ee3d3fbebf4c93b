import { asObject, parseObject } from '../json.ts';
import { invalidRequest, type LlmFault } from './llm-fault.ts';

/** What the model is asked for. */
export interface Prompt {
  readonly model: string;
  readonly characters: number;
}

const ROLES = new Set(['system', 'developer', 'user', 'assistant', 'tool']);

/** Reads the body of a call as the API does, and refuses what it would refuse. */
export const readPrompt = (text: string): { readonly prompt: Prompt } | { readonly fault: LlmFault } => {
  const body = parseObject(text);
  if (body === undefined) return refused('We could not parse the JSON body of your request.');
  const { model, messages, stream } = body;
  if (typeof model !== 'string' || model === '') return refused("you must provide a 'model' parameter");
  if (!Array.isArray(messages) || messages.length === 0) return refused("'messages' has to have one element at least.");
  if (stream === true) return refused("'stream' is not supported here.");
  let characters = 0;
  for (const [index, message] of messages.entries()) {
    const { role, content } = asObject(message) ?? {};
    if (typeof role !== 'string' || !ROLES.has(role)) return refused(`messages[${index}].role is not a role.`);
    if (typeof content !== 'string') return refused(`messages[${index}].content is not a text.`);
    characters += content.length;
  }
  return { prompt: { model, characters } };
};

const refused = (message: string) => ({ fault: invalidRequest(message) });
