import { Books, type BooksPage } from '../src/books/books.ts';
import { type MetricsPage, parseMetrics } from '../src/demo/metrics-page.ts';

/** Books of a small run. */
export const createBooks = (): BooksPage => {
  const books = new Books();
  const times = { dueMs: 0, sentMs: 0 };
  for (let count = 0; count < 3; count++) {
    books.answered({ method: 'POST', route: '/webhook', status: 200 }, times, 12);
    books.lasted(12, 2);
    books.replied(times, 500);
  }
  books.answered({ method: 'POST', route: '/webhook', status: 503 }, times, 10);
  books.messages = 4;
  books.duplicates = 2;
  books.unanswered = 1;
  return books.page(1, 0);
};

/** The page of a bot that has measured all of it right. */
export const RIGHT_PAGE = `
# TYPE http_server_request_duration_seconds histogram
http_server_request_duration_seconds_count{http_request_method="POST",http_route="/webhook",http_response_status_code="200"} 3
http_server_request_duration_seconds_count{http_request_method="POST",http_route="/webhook",http_response_status_code="503"} 1
# TYPE whatsapp_events_total counter
whatsapp_events_total{kind="message",outcome="accepted"} 4
whatsapp_events_total{kind="message",outcome="duplicate"} 2
whatsapp_events_total{kind="status",outcome="accepted"} 9
# TYPE whatsapp_duplicates_total counter
whatsapp_duplicates_total 2
# TYPE whatsapp_reply_seconds histogram
whatsapp_reply_seconds_count{type="text",outcome="answered"} 2
whatsapp_reply_seconds_count{type="image",outcome="answered"} 1
whatsapp_reply_seconds_count{type="text",outcome="unanswered"} 1
# TYPE whatsapp_unanswered_total counter
whatsapp_unanswered_total 1
# TYPE whatsapp_pending_replies gauge
whatsapp_pending_replies 0
# TYPE astrolabe_percentile_seconds gauge
astrolabe_percentile_seconds{metric="http_server_request_duration_seconds",percentile="50"} 0.009
astrolabe_percentile_seconds{metric="http_server_request_duration_seconds",percentile="95"} 0.009
astrolabe_percentile_seconds{metric="whatsapp_reply_seconds",percentile="50"} 0.501
astrolabe_percentile_seconds{metric="whatsapp_reply_seconds",percentile="95"} 0.499
`;

export const rightPage = (): MetricsPage => parseMetrics(RIGHT_PAGE);
