import { parseQualityList } from './quality-list.js';

/** Whether a caller takes gzip, and likes nothing better. Source: RFC 9110, section 12.5.3. */
export const prefersGzip = (acceptEncoding: string | undefined): boolean => {
  const items = parseQualityList(acceptEncoding ?? '');
  const qualityOf = (...names: string[]) => items.find((item) => names.includes(item.value))?.quality;
  const gzip = qualityOf('gzip', 'x-gzip') ?? qualityOf('*') ?? 0;
  return gzip > 0 && gzip >= (qualityOf('identity') ?? 0);
};
