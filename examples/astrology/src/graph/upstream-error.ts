/** A service that the bot asked refused or failed. Its message is the bot's own and quotes nobody, so it may be logged. */
export class UpstreamError extends Error {
  override readonly name: string = 'UpstreamError';
}

/** What may be logged of any error: other messages and stacks quote numbers, names and what users wrote. */
export const describeFailure = (error: unknown): string => {
  if (error instanceof UpstreamError) return error.message;
  if (!(error instanceof Error)) return `a thrown ${typeof error}`;
  const { code } = (error.cause ?? error) as { code?: unknown };
  return typeof code === 'string' ? `${error.name} (${code})` : error.name;
};
