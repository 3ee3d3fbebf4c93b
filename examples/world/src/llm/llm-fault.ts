/** An error as OpenAI-compatible APIs answer it. */
export interface LlmFault {
  readonly status: number;
  readonly type: string;
  readonly code: string | null;
  readonly message: string;
}

/** Source: OpenAI, API reference, "Error codes". */
export const LLM_FAULTS = {
  wrongKey: {
    status: 401,
    type: 'invalid_request_error',
    code: 'invalid_api_key',
    message: 'Incorrect API key provided.',
  },
  rateLimit: { status: 429, type: 'requests', code: 'rate_limit_exceeded', message: 'Rate limit reached.' },
  serverError: { status: 500, type: 'server_error', code: null, message: 'The server had an error.' },
  overloaded: { status: 503, type: 'server_error', code: null, message: 'The engine is currently overloaded.' },
  gatewayTimeout: { status: 504, type: 'server_error', code: null, message: 'The model took too long to answer.' },
} as const satisfies Readonly<Record<string, LlmFault>>;

export const invalidRequest = (message: string): LlmFault => ({
  status: 400,
  type: 'invalid_request_error',
  code: null,
  message,
});

export const unknownAddress = (method: string, path: string): LlmFault => ({
  status: 404,
  type: 'invalid_request_error',
  code: 'unknown_url',
  message: `Unknown request URL: ${method} ${path}.`,
});

/** The body that goes with a fault. */
export const llmFaultBody = ({ message, type, code }: LlmFault): object => ({
  error: { message, type, param: null, code },
});
