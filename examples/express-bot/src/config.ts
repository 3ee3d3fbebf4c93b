export interface LanguageModelConfig {
  /** The endpoint of the chat completions. */
  readonly url: string;
  readonly apiKey: string | undefined;
  readonly model: string;
}

export interface BotConfig {
  readonly port: number;
  /** Without a slash at its end. */
  readonly graphUrl: string;
  readonly appSecret: string;
  readonly verifyToken: string;
  readonly phoneNumberId: string;
  readonly accessToken: string;
  readonly languageModel: LanguageModelConfig | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Wrong variables, a line each: which, why, and what to set. Values are not shown, for some are secrets. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

/** @throws ConfigurationError that names every wrong variable */
export const readConfig = (environment: Environment): BotConfig => {
  const problems: string[] = [];
  const read = <T>(variable: string, parse: (text: string) => T, remedy: string, fallback?: T): T => {
    const text = environment[variable]?.trim() ?? '';
    if (text === '' && fallback !== undefined) return fallback;
    try {
      if (text === '') throw new Error('is not set');
      return parse(text);
    } catch (error) {
      problems.push(`${variable} ${(error as Error).message}; ${remedy}`);
      return undefined as T;
    }
  };

  const config: BotConfig = {
    port: read('PORT', port, 'set it to a port from 0 to 65535, for example PORT=3000', 3000),
    graphUrl: read(
      'WHATSAPP_GRAPH_URL',
      baseUrl,
      'set it to the address of the Graph API',
      'https://graph.facebook.com',
    ),
    appSecret: read('WHATSAPP_APP_SECRET', secret, 'set it to the app secret (App dashboard, Settings, Basic)'),
    verifyToken: read('WHATSAPP_VERIFY_TOKEN', secret, 'set it to the verify token that you gave to the webhook'),
    phoneNumberId: read('WHATSAPP_PHONE_NUMBER_ID', id, 'set it to the id of the phone number (WhatsApp, API setup)'),
    accessToken: read('WHATSAPP_TOKEN', secret, 'set it to an access token with whatsapp_business_messaging'),
    languageModel: languageModel(
      read('LLM_URL', completionsUrl, 'set it to an OpenAI-compatible API, or leave it out', ''),
      environment,
    ),
  };
  if (problems.length > 0) throw new ConfigurationError(problems);
  return config;
};

const languageModel = (url: string, { LLM_API_KEY, LLM_MODEL }: Environment): LanguageModelConfig | undefined =>
  url === '' ? undefined : { url, apiKey: LLM_API_KEY || undefined, model: LLM_MODEL || 'default' };

const port = (text: string): number => {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new Error('is not a port');
  return Number(text);
};

/** These become parts of HTTP headers, and one with a line break is a slip of copy and paste. */
const secret = (text: string): string => {
  if (!/^[\x21-\x7e]+$/.test(text)) throw new Error('has white space or characters that are not ASCII in it');
  return text;
};

/** It becomes a part of the address: the phone number itself, with a plus or spaces, is a common mistake. */
const id = (text: string): string => {
  if (!/^[\w-]+$/.test(text)) throw new Error('is not an id');
  return text;
};

const baseUrl = (text: string): string => {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) throw new Error('is not an http or https address');
  if (url.search !== '' || url.hash !== '') throw new Error('has a query or a fragment');
  return text.replace(/\/+$/, '');
};

/** `http://host` and `http://host/v1` are both common ways to name such an API. */
const completionsUrl = (text: string): string => {
  const base = baseUrl(text);
  if (base.endsWith('/chat/completions')) return base;
  return new URL(base).pathname === '/' ? `${base}/v1/chat/completions` : `${base}/chat/completions`;
};
