import { CLIENT_CLOSED_REQUEST } from '../instrument/counted-status.js';
import { REQUEST_DURATION } from '../metrics/request-metrics.js';
import { DEFAULT_WINDOW_MS, type Judge, type Objective } from './objective.js';

const FIRST_CLIENT_ERROR = 400;
const FIRST_SERVER_ERROR = 500;

/**
 * Failures of the bot are bad. What the client did wrong says nothing of the bot, and is left out; whoever went away
 * may have waited for too long, and counts from the threshold on.
 */
const judgeRequest: Judge = ({ http_response_status_code: code }) => {
  const status = Number(code);
  if (status >= FIRST_SERVER_ERROR) return 'bad';
  if (status === CLIENT_CLOSED_REQUEST) return 'bad if late';
  return status >= FIRST_CLIENT_ERROR ? 'ignored' : 'timed';
};

export const requestsObjective: Objective = {
  name: 'requests',
  metric: REQUEST_DURATION,
  withinSeconds: 2,
  target: 0.95,
  windowMs: DEFAULT_WINDOW_MS,
  judge: judgeRequest,
};
