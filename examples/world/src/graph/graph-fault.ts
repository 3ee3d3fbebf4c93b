/** An error of the Graph API as Meta documents it. */
export interface GraphFault {
  readonly status: number;
  readonly code: number;
  readonly message: string;
  readonly details?: string;
  readonly type?: string;
  readonly retryAfterSeconds?: number;
}

/** Source: Meta, WhatsApp Cloud API, "Error codes". */
export const GRAPH_FAULTS = {
  unknown: { status: 500, code: 1, message: 'An unknown error has occurred.' },
  serviceDown: { status: 503, code: 2, message: 'Service temporarily unavailable.' },
  tokenExpired: { status: 401, code: 190, message: 'Error validating access token.' },
  blocked: { status: 403, code: 368, message: 'Temporarily blocked for policies violations.' },
  accountRate: { status: 429, code: 80_007, message: '(#80007) Rate limit issues.' },
  throughput: { status: 429, code: 130_429, message: '(#130429) Rate limit hit.' },
  pairRate: {
    status: 429,
    code: 131_056,
    message: '(#131056) (Business Account, Consumer Account) pair rate limit hit.',
  },
  windowClosed: { status: 400, code: 131_047, message: '(#131047) Re-engagement message.' },
  undeliverable: { status: 400, code: 131_026, message: '(#131026) Message undeliverable.' },
  maintenance: { status: 500, code: 131_057, message: '(#131057) Account in maintenance mode.' },
} as const satisfies Readonly<Record<string, GraphFault>>;

export const missingParameter = (details: string): GraphFault => ({
  status: 400,
  code: 131_008,
  message: '(#131008) Required parameter is missing.',
  details,
});

export const wrongParameter = (details: string): GraphFault => ({
  status: 400,
  code: 131_009,
  message: '(#131009) Parameter value is not valid.',
  details,
});

export const unknownObject = (id: string): GraphFault => ({
  status: 400,
  code: 100,
  type: 'GraphMethodException',
  message: `Unsupported post request. Object with ID '${id}' does not exist.`,
});

/** The body that goes with a fault. */
export const faultBody = ({ message, type = 'OAuthException', code, details }: GraphFault): object => ({
  error: {
    message,
    type,
    code,
    ...(details === undefined ? {} : { error_data: { messaging_product: 'whatsapp', details } }),
    fbtrace_id: 'AbCdEfGhIjKlMnOpQrStUvW',
  },
});
