/** A query that a library is about to hand to its driver. */
export interface AnnouncedQuery {
  readonly sql: string;
  /** Whether the driver has told of it: then nobody tells a second time. */
  isTold: boolean;
}

let announced: AnnouncedQuery | undefined;

/** To be called right before the driver is given the query. */
export const announceQuery = (query: AnnouncedQuery): void => {
  announced = query;
};

/** To be called by whoever sees the driver being given a query, where the library above may be watched too. */
export const tellQuery = (sql: string): void => {
  if (announced === undefined) return;
  if (announced.sql === sql) announced.isTold = true;
  announced = undefined;
};
