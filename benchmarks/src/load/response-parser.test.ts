import { describe, expect, it } from 'vitest';
import { ResponseParser } from './response-parser.ts';

const response = (status: number, body: string) =>
  Buffer.from(`HTTP/1.1 ${status} Some\r\nX-Other: 1\r\nContent-Length: ${body.length}\r\n\r\n${body}`);

describe('the parser of responses', () => {
  it('answers the status of each whole response', () => {
    const parser = new ResponseParser();
    expect(parser.push(response(200, 'hello'))).toBe(200);
    expect(parser.push(response(200, 'hello'))).toBe(200);
    expect(parser.push(response(404, 'hello'))).toBe(404);
    expect(parser.push(response(500, 'another length'))).toBe(500);
  });

  it('waits for the rest of one that comes in pieces', () => {
    const parser = new ResponseParser();
    const bytes = response(200, 'hello');
    expect(parser.push(bytes.subarray(0, 5))).toBeUndefined();
    expect(parser.push(bytes.subarray(5, bytes.length - 2))).toBeUndefined();
    expect(parser.push(bytes.subarray(bytes.length - 2))).toBe(200);
  });

  it('does not take one that only begins like the one before it for a whole one', () => {
    const parser = new ResponseParser();
    parser.push(response(200, 'hello'));
    expect(parser.push(response(200, 'hello!').subarray(0, -1))).toBeUndefined();
  });

  it('refuses what it cannot count', () => {
    expect(() => new ResponseParser().push(Buffer.from('HTTP/1.1 200 OK\r\n\r\n'))).toThrow(/Content-Length/);
    expect(() => new ResponseParser().push(Buffer.concat([response(200, 'a'), response(200, 'b')]))).toThrow(/longer/);
  });
});
