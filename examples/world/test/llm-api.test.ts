import { describe, expect, it, onTestFinished } from 'vitest';
import { type LlmApiOptions, startLlmApi } from '../src/llm/llm-api.ts';

const AT_ONCE = { medianMs: 1, sigma: 0, leastMs: 0, mostMs: 1 };
const PROMPT = { model: 'stars-1', messages: [{ role: 'user', content: 'My sun is in Leo.' }] };

interface Answer {
  readonly object?: string;
  readonly choices?: readonly { readonly message: { readonly content: string } }[];
  readonly usage?: { readonly prompt_tokens: number };
  readonly error?: { readonly code: string | null; readonly type: string };
}

const run = async (options: Partial<LlmApiOptions> = {}) => {
  const llm = await startLlmApi({ seed: 1, latency: AT_ONCE, errorShare: 0, timeoutShare: 0, ...options });
  onTestFinished(() => llm.close());
  const post = async (
    body: unknown,
    { path = '/v1/chat/completions', key = 'key', signal = AbortSignal.timeout(5_000) } = {},
  ) => {
    const response = await fetch(llm.url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}` },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      signal,
    });
    return { status: response.status, headers: response.headers, answer: (await response.json()) as Answer };
  };
  return { post };
};

/** What so many calls, one after another, were answered with. */
const answersOf = async (calls: number, options: Partial<LlmApiOptions>) => {
  const { post } = await run(options);
  const answers: string[] = [];
  for (let call = 0; call < calls; call++) {
    const { status, answer } = await post(PROMPT);
    answers.push(`${status} ${answer.choices?.[0]?.message.content}`);
  }
  return answers;
};

describe('the language model', () => {
  it('answers as OpenAI-compatible APIs do', async () => {
    const { post } = await run();
    const { status, answer } = await post(PROMPT);

    expect(status).toBe(200);
    expect(answer).toMatchObject({ object: 'chat.completion', model: 'stars-1', usage: { prompt_tokens: 5 } });
    expect(answer.choices?.[0]?.message.content).toMatch(/\w{3}/);
  });

  it('has the same luck and the same words for the same seed', async () => {
    const options = { errorShare: 0.3 };

    expect(await answersOf(12, options)).toEqual(await answersOf(12, options));
    expect(await answersOf(12, { ...options, seed: 2 })).not.toEqual(await answersOf(12, options));
  });

  it('has more to say now and then than one message holds', async () => {
    const lengths = (await answersOf(60, {})).map((answer) => answer.length);

    expect(lengths.some((length) => length > 4_096)).toBe(true);
    expect(lengths.filter((length) => length > 4_096).length).toBeLessThan(12);
  });

  it('fails for a share of its calls, each time in a documented way', async () => {
    const statuses = (await answersOf(60, { errorShare: 0.5 })).map((answer) => answer.slice(0, 3));

    expect(new Set(statuses)).toEqual(new Set(['200', '429', '500', '503']));
    expect(statuses.filter((status) => status === '200').length).toBeGreaterThan(15);
  });

  it('does not finish, and its gateway says so in the end', async () => {
    const { post } = await run({ timeoutShare: 1, gatewayTimeoutMs: 5 });

    expect((await post(PROMPT)).status).toBe(504);
  });

  it('does not finish, and nobody says so', async () => {
    const { post } = await run({ timeoutShare: 1 });

    await expect(post(PROMPT, { signal: AbortSignal.timeout(50) })).rejects.toThrow('timeout');
  });

  it.each([
    ['{', 400],
    [{ ...PROMPT, model: '' }, 400],
    [{ ...PROMPT, messages: [] }, 400],
    [{ ...PROMPT, messages: [{ role: 'user' }] }, 400],
    [{ ...PROMPT, messages: [{ role: 'astrologer', content: 'Hello' }] }, 400],
    [{ ...PROMPT, stream: true }, 400],
    ['x'.repeat(1_100_000), 400],
  ])('refuses %.60j', async (body, status) => {
    const { post } = await run();
    const answered = await post(body);

    expect([answered.status, answered.answer.error?.type]).toEqual([status, 'invalid_request_error']);
  });

  it('refuses another key and another address', async () => {
    const { post } = await run({ apiKey: 'key' });

    expect((await post(PROMPT, { key: 'other' })).answer.error?.code).toBe('invalid_api_key');
    expect((await post(PROMPT, { path: '/v1/completions' })).answer.error?.code).toBe('unknown_url');
    expect((await post(PROMPT)).status).toBe(200);
  });
});
