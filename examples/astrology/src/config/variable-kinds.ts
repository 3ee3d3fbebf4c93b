export const port = (text: string): number => {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new Error('is not a port');
  return Number(text);
};

/** These become parts of HTTP headers, and one with a line break is a slip of copy and paste. */
export const secret = (text: string): string => {
  if (!/^[\x21-\x7e]+$/.test(text)) throw new Error('has white space or characters that are not ASCII in it');
  return text;
};

/** It becomes a part of the address: the phone number itself, with a plus or spaces, is a common mistake. */
export const id = (text: string): string => {
  if (!/^[\w-]+$/.test(text)) throw new Error('is not an id');
  return text;
};

/** Without a slash at its end. */
export const baseUrl = (text: string): string => {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) throw new Error('is not an http or https address');
  if (url.search !== '' || url.hash !== '') throw new Error('has a query or a fragment');
  return text.replace(/\/+$/, '');
};

/** `http://host` and `http://host/v1` are both common ways to name such an API. */
export const completionsUrl = (text: string): string => {
  const base = baseUrl(text);
  if (base.endsWith('/chat/completions')) return base;
  return new URL(base).pathname === '/' ? `${base}/v1/chat/completions` : `${base}/chat/completions`;
};

export const redisUrl = (text: string): string => {
  if (!/^rediss?:$/.test(URL.parse(text)?.protocol ?? '')) throw new Error('is not a redis or rediss address');
  return text;
};

/** Milliseconds. */
export const milliseconds = (text: string): number => {
  if (!/^\d{1,5}$/.test(text)) throw new Error('is not a whole number of milliseconds from 0 to 99999');
  return Number(text);
};
