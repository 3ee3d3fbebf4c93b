/**
 * What may leave the process under a name of OpenTelemetry's semantic conventions. `word`: an enumeration or a name out
 * of the code. `host`: the same, or the address of a server. `count`: a number of any size, or a flag. `url`: without what may be personal. `own`: text that only
 * Astrolabe's own sources have cleaned, such as a statement without its literals.
 */
export type AttributeTreatment = 'word' | 'host' | 'count' | 'url' | 'frames' | 'own';

const named = (treatment: AttributeTreatment, names: string): [string, AttributeTreatment][] =>
  names
    .trim()
    .split(/\s+/)
    .map((name) => [name, treatment]);

export const KNOWN_ATTRIBUTES: ReadonlyMap<string, AttributeTreatment> = new Map([
  ...named(
    'word',
    `http.request.method http.method http.route http.scheme http.flavor url.scheme error.type
    network.protocol.name network.protocol.version network.transport network.type
    db.system.name db.system db.operation.name db.operation db.collection.name db.sql.table db.namespace db.name
    db.response.status_code db.mongodb.collection db.client.connection.pool.name
    messaging.system messaging.operation.name messaging.operation.type messaging.destination.name
    messaging.consumer.group.name bullmq.queue.name bullmq.queue.operation bullmq.job.name
    gen_ai.operation.name gen_ai.provider.name gen_ai.system gen_ai.request.model gen_ai.response.model
    gen_ai.response.finish_reasons gen_ai.output.type gen_ai.token.type
    rpc.system rpc.service rpc.method rpc.grpc.status_code graphql.operation.type
    code.function.name code.namespace code.function exception.type exception.escaped
    express.name express.type fastify.type hook.name koa.type koa.name plugin.name
    otel.status_code otel.scope.name feature_flag.key feature_flag.provider.name`,
  ),
  ...named(
    'count',
    `http.response.status_code http.status_code http.request.body.size http.response.body.size http.request.resend_count
    http.request_content_length http.response_content_length server.port net.peer.port net.host.port
    db.operation.batch.size db.response.returned_rows db.redis.database_index
    messaging.batch.message_count messaging.message.body.size messaging.message.envelope.size
    bullmq.job.attempts.made bullmq.job.delay bullmq.queue.job.count
    gen_ai.usage.input_tokens gen_ai.usage.output_tokens gen_ai.usage.cache_read.input_tokens
    gen_ai.response.time_to_first_chunk gen_ai.request.temperature gen_ai.request.max_tokens gen_ai.request.top_p
    gen_ai.request.choice.count gen_ai.request.stream thread.id code.line.number code.lineno process.pid`,
  ),
  ...named('host', 'server.address net.peer.name net.host.name'),
  ...named('url', 'url.full url.path http.url http.target url.template'),
  ...named('frames', 'exception.stacktrace'),
  ...named('own', 'db.query.text db.query.summary'),
]);

/** Where conventions, or the word itself, say that a value is a person's or what somebody wrote. */
const PERSONAL_NAMESPACES =
  /^(?:user|enduser|client|session|browser|geo|source|url|http|net|network|db|messaging|gen_ai|exception|log|aws|rpc|graphql)\./;
const PERSONAL_WORDS =
  /(?:^|[._-])(?:name|names|first_?name|last_?name|phone|mobile|msisdn|wa_?id|jid|bsuid|wamid|e?mail|birth\w*|born|dob|lat|latitude|lon|lng|longitude|coord\w*|place|city|address|street|postcode|zip|text|body|message|messages|content|prompt|prompts|completion|question|answer|query|statement|input|output|arguments|token|secret|password|cookie|authorization|ip|user|user_?id|customer|contact|sender|recipient|from|to)$/i;

export const isPersonalName = (name: string): boolean =>
  PERSONAL_NAMESPACES.test(name) || PERSONAL_WORDS.test(words(name));

/** `birthDate` as `birth_date`. */
const words = (name: string): string => name.replace(/([a-z])([A-Z])/g, '$1_$2');
