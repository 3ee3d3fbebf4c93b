import type { Endpoint, EndpointRequest, EndpointResponse } from '../http/endpoint.js';
import type { Governor } from './governor.js';
import { isLevelChoice, LEVEL_CHOICES } from './level.js';

/** Where the level is read and chosen. */
export const LEVEL_PATH = '/astrolabe/level';

const HEADERS = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' };

/** `GET` shows how much is recorded and what it costs; `POST` with `?level=` chooses. Both are private. */
export const levelEndpoints = (governor: Governor): readonly Endpoint[] => [
  { method: 'GET', path: LEVEL_PATH, access: 'private', handle: () => report(governor) },
  { method: 'POST', path: LEVEL_PATH, access: 'private', handle: (request) => choose(governor, request) },
];

const report = (governor: Governor): EndpointResponse => {
  const { level, chosen = 'auto', cost, changes } = governor;
  const { ratio, microseconds } = cost;
  return respond(200, { level, chosen, overhead: { ratio, microseconds }, changes });
};

const choose = (governor: Governor, { query, headers }: EndpointRequest): EndpointResponse => {
  // A page of somebody else's, open in the browser of one who may, must not choose.
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    return respond(403, {
      error: 'another site asks; choose the level from the command line or from this address itself',
    });
  }
  const wanted = query.get('level') ?? '';
  if (!isLevelChoice(wanted)) {
    const given = wanted === '' ? 'there is no level' : `the level ${JSON.stringify(wanted.slice(0, 40))} is not known`;
    return respond(400, { error: `${given}; ask with ?level= and one of ${LEVEL_CHOICES.join(', ')}` });
  }
  governor.choose(wanted);
  return report(governor);
};

const respond = (status: number, body: object): EndpointResponse => ({
  status,
  headers: HEADERS,
  body: `${JSON.stringify(body)}\n`,
});
