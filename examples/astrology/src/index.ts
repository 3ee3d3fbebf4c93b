export { type AnsweringOptions, type BotLimits, createAnswering } from './answering.ts';
export { type BotConfig, readBotConfig, readConfig } from './config/bot-config.ts';
export {
  ConfigurationError,
  type Environment,
  type ReadVariable,
  readEnvironment,
} from './config/environment-reader.ts';
export { milliseconds, redisUrl } from './config/variable-kinds.ts';
export { describeFailure } from './graph/upstream-error.ts';
export type { Answerer } from './inbox/answerer.ts';
export { type Begin, Inbox, type Intake } from './inbox/inbox.ts';
export { type Measures, unmeasured } from './inbox/measures.ts';
export { type ShutdownOptions, shutDownOnSignal } from './process/shutdown.ts';
export { ListeningError, startOrExplain } from './process/start.ts';
export { type InboundMessage, readMessages, userKey } from './webhook/inbound-message.ts';
export { LARGEST_PAYLOAD, parsePayload, RETRY_AFTER_SECONDS } from './webhook/payload.ts';
export { isSigned } from './webhook/signature.ts';
export { challengeOf, type VerificationQuery } from './webhook/verification.ts';
