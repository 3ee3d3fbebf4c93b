/** What was heard of a bot's requests: as spans of servers, in a metric, as transactions and as sessions. */
export interface SinkCounts {
  spans: number;
  metric: number;
  transactions: number;
  sessions: number;
}
export type SinkCount = keyof SinkCounts;

export const createCounts = (): SinkCounts => ({ spans: 0, metric: 0, transactions: 0, sessions: 0 });
