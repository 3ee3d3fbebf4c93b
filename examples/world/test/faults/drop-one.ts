/** Loaded into a bot: one of its requests is never counted. */
import { replaceMethod, whenDeclared } from './bot-metrics.ts';

whenDeclared(['http_server_request_duration_seconds'], (requests) => {
  let isDropped = false;
  replaceMethod(requests, 'at', (at, labels) => {
    const series = at(...labels) as object;
    replaceMethod(series, 'observe', (observe, values) => {
      if (isDropped || labels.join(' ') !== 'POST /webhook 200') return observe(...values);
      isDropped = true;
      return undefined;
    });
    return series;
  });
});
