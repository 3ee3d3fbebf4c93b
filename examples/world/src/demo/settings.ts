import { randomBytes } from 'node:crypto';

/** What the bot and the world agree on, new for every run. */
export interface Settings {
  readonly appSecret: string;
  readonly verifyToken: string;
  readonly phoneNumberId: string;
  readonly accessToken: string;
  /** Opens the bot's `/metrics`. */
  readonly metricsToken: string;
  /** Whatever is left to chance in the world is drawn from this. */
  readonly seed: number;
}

/** A user who has waited for so long counts as unanswered: longer than any answer of this world takes. */
export const REPLY_TIMEOUT_SECONDS = 6;

export const createSettings = (seed: number): Settings => ({
  appSecret: secret(),
  verifyToken: secret(),
  phoneNumberId: '106540352242922',
  accessToken: secret(),
  metricsToken: secret(),
  seed,
});

const secret = (): string => randomBytes(12).toString('hex');

/** Of these the demo says itself what they are. */
const OURS =
  /^(?:PORT$|WHATSAPP_|LLM_|WORLD_|REDIS_|ASTROLABE_|OTEL_|RAILWAY_|SENTRY_|NODE_ENV$|NODE_OPTIONS$|NODE_PATH$)/;

/** The variables of a process of the demo: those of the machine, without what is set for some other bot. */
export const environment = (settings: Settings, further: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !OURS.test(name))),
  WHATSAPP_APP_SECRET: settings.appSecret,
  WHATSAPP_VERIFY_TOKEN: settings.verifyToken,
  WHATSAPP_PHONE_NUMBER_ID: settings.phoneNumberId,
  WHATSAPP_TOKEN: settings.accessToken,
  WORLD_SEED: String(settings.seed),
  ...further,
});
