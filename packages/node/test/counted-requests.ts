/** How many requests a page of metrics counts, by method, route and status: `GET /charts/:sign 200`. */
export const countedRequests = (page: string): Readonly<Record<string, number>> =>
  Object.fromEntries(
    [...page.matchAll(/^http_server_request_duration_seconds_count\{(.*)\} (\d+)$/gm)].map(([, labels = '', count]) => [
      [...labels.matchAll(/="([^"]*)"/g)].map(([, value]) => value).join(' '),
      Number(count),
    ]),
  );
