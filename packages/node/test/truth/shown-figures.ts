import { type Figures, PERCENTILES } from './known-requests.js';

const COUNT = 'http_server_request_duration_seconds_count';

/** What a page of metrics says, in the text format. */
export const shownFigures = (page: string): Figures => {
  const sum = (start: string, part = '') =>
    page
      .split('\n')
      .filter((line) => line.startsWith(start) && line.includes(part))
      .reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
  return {
    requests: sum(COUNT),
    failed: sum(COUNT, 'http_response_status_code="500"'),
    good: sum('astrolabe_slo_good_events_total{slo="requests"}'),
    events: sum('astrolabe_slo_events_total{slo="requests"}'),
    percentiles: PERCENTILES.map((each) => sum('astrolabe_percentile_seconds{', `percentile="${each}"`)),
  };
};
