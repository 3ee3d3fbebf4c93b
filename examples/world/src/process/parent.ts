/** A setting that the process was started with. @throws Error when it is not there */
export const setting = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: the demo starts this process, and sets it`);
  return value;
};

/** Tells whoever started the process. */
export const tellParent = (report: object): void => void process.send?.(report);

/** Takes orders from whoever started the process, and lives as long as they may come. */
export const takeOrders = (listener: (order: unknown) => void): void => {
  process.on('message', listener);
  process.channel?.ref();
};
