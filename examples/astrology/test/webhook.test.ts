import { describe, expect, it } from 'vitest';
import { readMessages } from '../src/webhook/inbound-message.ts';

const text = (id: string) => ({
  from: '15550100001',
  id,
  timestamp: '1',
  type: 'text',
  text: { body: `text of ${id}` },
});
const change = (...messages: object[]) => ({ field: 'messages', value: { messages } });
const webhook = (...entry: object[]) => ({ object: 'whatsapp_business_account', entry });
const ids = (payload: unknown) => readMessages(payload).map(({ id }) => id);

describe('reading a webhook', () => {
  it('finds every message of every change of every entry', () => {
    const payload = webhook(
      { id: '1', changes: [change(text('a'), text('b')), change(text('c'))] },
      { id: '2', changes: [change(), change(text('d'))] },
    );

    expect(ids(payload)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('keeps what a message says, and who is to be answered', () => {
    const [message] = readMessages(webhook({ changes: [change(text('a'))] }));

    expect(message).toEqual({
      id: 'a',
      sender: { to: '15550100001' },
      type: 'text',
      text: 'text of a',
      location: undefined,
    });
  });

  it('answers users who hide their number by their user id', () => {
    const { from: _, ...hidden } = text('a');
    const [message] = readMessages(webhook({ changes: [change({ ...hidden, from_user_id: 'DE.1349120' })] }));

    expect(message?.sender).toEqual({ recipient: 'DE.1349120' });
  });

  it('has no text for messages of other types', () => {
    const image = { from: '15550100001', id: 'a', type: 'image', image: { id: '7', caption: 'me' } };

    expect(readMessages(webhook({ changes: [change(image)] }))[0]).toMatchObject({ type: 'image', text: undefined });
  });

  it.each([
    ['button', { button: { payload: 'LOVE', text: 'And love?' } }],
    ['interactive', { interactive: { type: 'button_reply', button_reply: { id: '1', title: 'And love?' } } }],
    ['interactive', { interactive: { type: 'list_reply', list_reply: { id: '1', title: 'And love?' } } }],
  ])('takes the words on a button for words: %s %j', (type, content) => {
    const message = { from: '15550100001', id: 'a', type, ...content };

    expect(readMessages(webhook({ changes: [change(message)] }))[0]).toMatchObject({ type, text: 'And love?' });
  });

  it('reads a location', () => {
    const location = { latitude: 41.89, longitude: 12.48, name: 'Home' };
    const message = { from: '15550100001', id: 'a', type: 'location', location };

    expect(readMessages(webhook({ changes: [change(message)] }))[0]?.location).toEqual({
      latitude: 41.89,
      longitude: 12.48,
    });
  });

  it.each([{}, { latitude: 91, longitude: 0 }, { latitude: 0 }, { latitude: '41', longitude: 12 }, null])(
    'has no location for %j',
    (location) => {
      const message = { from: '15550100001', id: 'a', type: 'location', location };

      expect(readMessages(webhook({ changes: [change(message)] }))[0]?.location).toBeUndefined();
    },
  );

  it('passes over statuses, errors and other fields', () => {
    const statuses = { field: 'messages', value: { statuses: [{ id: 'a', status: 'sent' }], errors: [{ code: 1 }] } };
    const other = { field: 'account_update', value: { messages: [text('a')] } };

    expect(ids(webhook({ changes: [statuses, other] }))).toEqual([]);
  });

  it('passes over what has no id, no sender or no type, and keeps the rest', () => {
    const { id: _id, ...withoutId } = text('a');
    const { from: _from, ...withoutSender } = text('b');
    const { type: _type, ...withoutType } = text('c');
    const payload = webhook({ changes: [change(withoutId, withoutSender, withoutType, text('d'))] });

    expect(ids(payload)).toEqual(['d']);
  });

  it.each([
    null,
    [],
    {},
    { entry: null },
    { entry: [null, 1, 'x', {}] },
    { entry: [{ changes: {} }] },
    { entry: [{ changes: [null, { field: 'messages' }, { field: 'messages', value: 1 }] }] },
    { entry: [{ changes: [{ field: 'messages', value: { messages: [null, 3, []] } }] }] },
    { entry: [{ changes: [change({ ...text(''), text: 5 })] }] },
  ])('finds nothing in %j', (payload) => {
    expect(readMessages(payload)).toEqual([]);
  });
});
