/** Milliseconds since 1970 with fractions: on one machine they compare across processes to about a millisecond. */
export const wallMs = (): number => performance.timeOrigin + performance.now();

/** What `performance.now()` was in this process at a time of the wall clock. */
export const monotonicMs = (wall: number): number => wall - performance.timeOrigin;
