import { describe, expect, it } from 'vitest';
import { Conversation } from '../src/conversation/conversation.ts';
import { SessionStore } from '../src/conversation/session-store.ts';
import { unmeasured } from '../src/inbox/measures.ts';
import type { InboundMessage } from '../src/webhook/inbound-message.ts';
import { computedWords } from '../src/words/computed-words.ts';
import type { Words } from '../src/words/words.ts';

const NOW = new Date('2026-06-01T12:00:00Z');

const ROME: Partial<InboundMessage> = { type: 'location', location: { latitude: 41.9, longitude: 12.5 } };

const message = (given: string | Partial<InboundMessage>): InboundMessage => ({
  id: 'wamid.A',
  sender: { to: '15550100001' },
  type: 'text',
  text: undefined,
  location: undefined,
  ...(typeof given === 'string' ? { text: given } : given),
});

/** Says one thing after the other, and returns the answers. */
const talk = async (given: readonly (string | Partial<InboundMessage>)[], words: Words = computedWords) => {
  const conversation = new Conversation({
    words,
    sessions: new SessionStore(),
    measures: unmeasured,
    now: () => NOW,
  });
  const answers: (string | undefined)[] = [];
  for (const each of given) answers.push(await conversation.listen([message(each)])?.compose());
  return answers;
};

const last = async (...given: (string | Partial<InboundMessage>)[]) => (await talk(given)).at(-1);

describe('the conversation', () => {
  it('asks for date, time and place in turn, and then reads the chart', async () => {
    const [hello, date, time, place] = await talk(['Hello!', '12 April 1990', '14:30', 'Rome']);

    expect(hello).toContain('Send me your date of birth');
    expect(date).toContain('At what time were you born?');
    expect(time).toContain('Where were you born?');
    expect(place).toContain('Sun: 22° Aries, house 9');
    expect(place).toContain('Ascendant: 21° Leo');
    expect(place).toContain('Your sun is in Aries');
  });

  it('understands all of it at once', async () => {
    expect(await last('I was born on 12 April 1990 at 2:30 pm in Rome')).toContain('Ascendant: 21° Leo');
  });

  it('reads a chart without houses when nobody knows the time', async () => {
    const answer = await last('12 April 1990', "I don't know", 'Rome');

    expect(answer).toContain('Sun: 22° Aries\n');
    expect(answer).not.toMatch(/house \d|Ascendant/);
    expect(answer).toContain('For noon');
  });

  it('takes a location for a place', async () => {
    expect(await last('12 April 1990', '14:30', ROME)).toContain('Ascendant: 21° Leo');
    expect(await last(ROME, '12 April 1990', '14:30')).toContain('Ascendant: 21° Leo');
  });

  it('asks for a city when the location is in the middle of nowhere', async () => {
    const location = { latitude: -48.9, longitude: -123.4 };

    expect(await last('12 April 1990', '14:30', { type: 'location', location })).toContain('no city near');
  });

  it.each([
    [['nonsense'], 'Hello!'],
    [[ROME, 'nonsense'], 'found no date'],
    [['12 April 1990', 'nonsense'], 'found no time'],
    [['12 April 1990', '25:70'], 'found no time'],
    [['12 April 1990', '14:30', 'Atlantis'], 'do not know that place'],
    [['12 April'], 'in which year'],
    [['12 April 2090'], 'yet to come'],
    [['12 April 1290'], 'too long ago'],
  ])('says what is missing in %j', async (given, words) => {
    expect(await last(...given)).toContain(words);
  });

  it('takes a time for a time and a city for a city, however they look', async () => {
    expect(await last('12 April 1990', '10.30')).toContain('Where were you born?');
    expect(await last('12 April 1990', '14:30', 'New York')).toContain('Ascendant');
    expect(await last('12 April 1990, 14:30, Rome', 'Am I to work 24/7?')).toContain('As for work');
  });

  it('reads the chart again for a question, in words alone', async () => {
    const answer = await last('12 April 1990, 14:30, Rome', 'Will I find love in Paris at 18:00?');

    expect(answer).toContain('As for love, look at Venus in Pisces');
    expect(answer).not.toContain('house');
  });

  it('computes a chart once, however often it is read', async () => {
    const charts = new Set<unknown>();
    const words: Words = async (reading) => {
      charts.add(reading.chart);
      return 'words';
    };
    await talk(['12 April 1990, 14:30, Rome', 'And love?', 'And money?', 'born in Paris'], words);

    expect(charts.size).toBe(2);
  });

  it('begins anew with another date, and when it is asked to', async () => {
    expect(await last('12 April 1990, 14:30, Rome', '13 April 1991')).toContain('At what time');
    expect(await last('12 April 1990, 14:30, Rome', 'forget me')).toContain('I have forgotten');
    expect((await talk(['12 April 1990', 'new', 'Hello!'])).at(-1)).toContain('Hello!');
  });

  it.each([
    ['image', 'cannot see images'],
    ['video', 'cannot watch videos'],
    ['audio', 'cannot listen'],
    ['sticker', 'sticker'],
    ['document', 'cannot read documents'],
    ['contacts', 'no use for contacts'],
    ['location', 'was empty'],
    ['unsupported', 'does not show me'],
    ['constructor', 'can only read text and locations'],
    ['order', 'only read text'],
    ['something_new', 'only read text'],
  ])('says what it cannot do with a message of type %s, and asks on', async (type, words) => {
    const answer = await last('12 April 1990', { type });

    expect(answer).toContain(words);
    expect(answer).toContain('At what time were you born?');
  });

  it.each(['reaction', 'system'])('does not answer a message of type %s', async (type) => {
    expect(await last({ type })).toBeUndefined();
  });

  it('gives one answer to several messages: to the last that wants one', () => {
    const conversation = new Conversation({
      words: computedWords,
      sessions: new SessionStore(),
      measures: unmeasured,
    });
    const texts = ['12 April 1990', '14:30', 'Rome'].map((text, index) => message({ text, id: `wamid.${index}` }));
    const answer = conversation.listen([...texts, message({ type: 'reaction', id: 'wamid.3' })]);

    expect(answer?.to.id).toBe('wamid.2');
  });

  it('does not mix up its users', async () => {
    const other = { sender: { recipient: 'DE.1349120' } };
    const answers = await talk(['12 April 1990', { ...other, text: 'Hello!' }, '14:30']);

    expect(answers[1]).toContain('Hello!');
    expect(answers[2]).toContain('Where were you born?');
  });
});
