import { describe, expect, it } from 'vitest';
import { readWebhook } from './webhook-payload.js';

const read = (payload: unknown) => readWebhook(Buffer.from(JSON.stringify(payload)));
const change = (value: unknown) => ({ field: 'messages', value });
const metadata = { phone_number_id: '106540352242922' };
const message = (id: string, from: string, type = 'text') => ({ id, from, type, timestamp: '1700000000' });

describe('a webhook', () => {
  it('is read in every entry, every change and every message', () => {
    const { messages } = read({
      object: 'whatsapp_business_account',
      entry: [
        { changes: [change({ metadata, messages: [message('a', '1'), message('b', '2', 'image')] })] },
        {
          changes: [
            change({ metadata, statuses: [{}, {}] }),
            change({ metadata, messages: [message('c', '1', 'brand_new')], errors: [{}] }),
          ],
        },
      ],
    });
    expect(messages.map(({ id, type }) => [id, type])).toEqual([
      ['a', 'text'],
      ['b', 'image'],
      ['c', 'other'],
    ]);
  });

  it('tells its statuses and errors', () => {
    const value = { metadata, statuses: [{}, {}], errors: [{}] };
    expect(read({ entry: [{ changes: [change(value)] }] })).toEqual({ messages: [], statuses: 2, errors: 1 });
  });

  it('knows users who have a username and no phone number', () => {
    const value = { metadata, messages: [{ id: 'a', from_user_id: 'US.13491208655302741918', type: 'text' }] };
    expect(read({ entry: [{ changes: [change(value)] }] }).messages[0]?.user).toBe(
      '106540352242922 US.13491208655302741918',
    );
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{"entry":['],
    ['JSON of another kind', '[1, 2]'],
    ['null', 'null'],
    ['entries that are none', '{"entry":{"0":{}}}'],
    ['changes that are none', '{"entry":[{"changes":[null,1,"x",{"value":7},{"value":{"messages":"x"}}]}]}'],
    [
      'messages without a sender or an id',
      '{"entry":[{"changes":[{"value":{"messages":[{"id":"a"},{"from":"1"}]}}]}]}',
    ],
    ['a prototype', '{"__proto__":{"entry":[]},"entry":[{"__proto__":7}]}'],
  ])('with %s holds nothing', (_, body) => {
    expect(readWebhook(Buffer.from(body))).toEqual({ messages: [], statuses: 0, errors: 0 });
  });
});
