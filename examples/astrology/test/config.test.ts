import { describe, expect, it } from 'vitest';
import { readConfig } from '../src/config/bot-config.ts';
import { ConfigurationError } from '../src/config/environment-reader.ts';

const RIGHT = {
  WHATSAPP_APP_SECRET: 'secret',
  WHATSAPP_VERIFY_TOKEN: 'verify',
  WHATSAPP_PHONE_NUMBER_ID: '106540352242922',
  WHATSAPP_TOKEN: 'token',
};

const problems = (environment: Record<string, string>): string => {
  try {
    readConfig(environment);
    return '';
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as Error).message;
  }
};

describe('the configuration', () => {
  it('needs four variables, and has a default for the rest', () => {
    expect(readConfig(RIGHT)).toEqual({
      port: 3000,
      graphUrl: 'https://graph.facebook.com',
      appSecret: 'secret',
      verifyToken: 'verify',
      phoneNumberId: '106540352242922',
      accessToken: 'token',
      languageModel: undefined,
    });
  });

  it('names every variable that is missing, and how to set it', () => {
    const lines = problems({}).split('\n');

    expect(lines).toHaveLength(4);
    for (const [index, variable] of Object.keys(RIGHT).entries()) {
      expect(lines[index]).toMatch(new RegExp(`^${variable} is not set; set it to `));
    }
  });

  it.each([
    ['PORT', '70000', 'is not a port'],
    ['PORT', 'http', 'is not a port'],
    ['PORT', '-1', 'is not a port'],
    ['PORT', '3000.5', 'is not a port'],
    ['WHATSAPP_GRAPH_URL', 'graph.facebook.com', 'is not an http or https address'],
    ['WHATSAPP_GRAPH_URL', 'ftp://graph.facebook.com', 'is not an http or https address'],
    ['WHATSAPP_GRAPH_URL', 'https://graph.facebook.com?x=1', 'has a query or a fragment'],
    ['WHATSAPP_APP_SECRET', 'two words', 'has white space'],
    ['WHATSAPP_TOKEN', 'line\nbreak', 'has white space'],
    ['WHATSAPP_PHONE_NUMBER_ID', '+1 555 010 0001', 'is not an id'],
    ['LLM_URL', 'localhost:8080', 'is not an http or https address'],
  ])('refuses %s=%j', (variable, value, reason) => {
    expect(problems({ ...RIGHT, [variable]: value })).toContain(`${variable} ${reason}`);
  });

  it('never shows a value', () => {
    expect(problems({ ...RIGHT, WHATSAPP_TOKEN: 'EAAB secret-part' })).not.toContain('secret-part');
  });

  it.each([
    ['http://localhost:8080', 'http://localhost:8080/v1/chat/completions'],
    ['http://localhost:8080/', 'http://localhost:8080/v1/chat/completions'],
    ['https://models.example/v1', 'https://models.example/v1/chat/completions'],
    ['https://models.example/v1/chat/completions', 'https://models.example/v1/chat/completions'],
  ])('finds the chat completions of LLM_URL=%s', (LLM_URL, url) => {
    expect(readConfig({ ...RIGHT, LLM_URL }).languageModel?.url).toBe(url);
  });
});
