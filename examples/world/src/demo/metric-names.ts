/** The names on the bot's page that the world has an opinion on. */
export const REQUEST_DURATION = 'http_server_request_duration_seconds';
export const REPLY_DURATION = 'whatsapp_reply_seconds';
export const EVENTS = 'whatsapp_events_total';
export const DUPLICATES = 'whatsapp_duplicates_total';
export const UNANSWERED = 'whatsapp_unanswered_total';
export const PENDING = 'whatsapp_pending_replies';
export const PERCENTILES = 'astrolabe_percentile_seconds';
export const OVERHEAD = 'astrolabe_overhead_seconds_total';
export const CPU = 'process_cpu_seconds_total';
