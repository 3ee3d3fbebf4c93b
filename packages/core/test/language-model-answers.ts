import type { ServerResponse } from 'node:http';

/** What nobody but the model is to be told. */
export const SECRET = 'born 1990-05-17 in Lisbon';
/** An answer of OpenAI's, with a text that looks like what it is not. */
export const COMPLETION = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  model: 'gpt-4o-2024-08-06',
  choices: [
    { index: 0, message: { role: 'assistant', content: `{"model":"x","usage":{"prompt_tokens":9}} ${SECRET}` } },
    { index: 1, message: { role: 'assistant', content: '' }, finish_reason: 'stop' },
  ],
  usage: { prompt_tokens: 12, completion_tokens: 34, total_tokens: 46, prompt_tokens_details: { cached_tokens: 3 } },
};
const event = (data: unknown, name?: string) =>
  `${name === undefined ? '' : `event: ${name}\n`}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
const chunkOf = (more: object) => event({ object: 'chat.completion.chunk', model: 'gpt-4o-2024-08-06', ...more });
export const OPENAI_STREAM = [
  ': processing\n\n',
  chunkOf({ choices: [{ delta: { content: SECRET } }], usage: null }),
  chunkOf({ choices: [{ delta: {}, finish_reason: 'length' }], usage: null }),
  chunkOf({ choices: [], usage: { prompt_tokens: 5, completion_tokens: 7 } }),
  event('[DONE]'),
];
export const ANTHROPIC_STREAM = [
  event(
    {
      type: 'message_start',
      message: {
        model: 'claude-sonnet-4-5-20250929',
        usage: { input_tokens: 25, cache_read_input_tokens: 100, output_tokens: 1 },
      },
    },
    'message_start',
  ),
  event({ type: 'content_block_delta', delta: { type: 'text_delta', text: 'x'.repeat(100_000) } }),
  event({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 15 } }, 'message_delta'),
  event({ type: 'message_stop' }, 'message_stop'),
];

/** Answers with one object. */
export const json =
  (body: unknown, status = 200) =>
  (response: ServerResponse) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
/** Answers with these events, one after the other. */
export const stream =
  (events: readonly string[], type = 'text/event-stream') =>
  (response: ServerResponse) => {
    response.writeHead(200, { 'content-type': type });
    for (const each of events) response.write(each);
    response.end();
  };
