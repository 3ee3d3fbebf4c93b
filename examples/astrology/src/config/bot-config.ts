import { type Environment, type ReadVariable, readEnvironment } from './environment-reader.ts';
import { baseUrl, completionsUrl, id, port, secret } from './variable-kinds.ts';

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

/** @throws ConfigurationError that names every wrong variable */
export const readConfig = (environment: Environment): BotConfig =>
  readEnvironment(environment, (read) => readBotConfig(read, environment));

/** For bots that have variables of their own beside these. */
export const readBotConfig = (read: ReadVariable, environment: Environment): BotConfig => ({
  port: read('PORT', port, 'set it to a port from 0 to 65535, for example PORT=3000', 3000),
  graphUrl: read('WHATSAPP_GRAPH_URL', baseUrl, 'set it to the address of the Graph API', 'https://graph.facebook.com'),
  appSecret: read('WHATSAPP_APP_SECRET', secret, 'set it to the app secret (App dashboard, Settings, Basic)'),
  verifyToken: read('WHATSAPP_VERIFY_TOKEN', secret, 'set it to the verify token that you gave to the webhook'),
  phoneNumberId: read('WHATSAPP_PHONE_NUMBER_ID', id, 'set it to the id of the phone number (WhatsApp, API setup)'),
  accessToken: read('WHATSAPP_TOKEN', secret, 'set it to an access token with whatsapp_business_messaging'),
  languageModel: languageModel(
    read('LLM_URL', completionsUrl, 'set it to an OpenAI-compatible API, or leave it out', ''),
    environment,
  ),
});

const languageModel = (url: string, { LLM_API_KEY, LLM_MODEL }: Environment): LanguageModelConfig | undefined =>
  url === '' ? undefined : { url, apiKey: LLM_API_KEY || undefined, model: LLM_MODEL || 'default' };
