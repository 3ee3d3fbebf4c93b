import { type Document, deserialize, serialize } from 'bson';

/** The operations of MongoDB's wire protocol that drivers of today use: the old query is their first `hello`. */
const REPLY = 1;
const QUERY = 2004;
const MESSAGE = 2013;
const HEADER_BYTES = 16;
const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;

export type { Document };

/** One command as it came in. */
export interface Request {
  readonly requestId: number;
  readonly isLegacy: boolean;
  readonly command: Document;
  /** Of a write that is not to be acknowledged. */
  readonly expectsNoReply: boolean;
}

/** Takes whole messages from the bytes that have come; returns those that are of a message yet to come. */
export const takeRequests = (bytes: Buffer, take: (request: Request) => void): Buffer => {
  let rest = bytes;
  while (rest.length >= HEADER_BYTES && rest.length >= rest.readInt32LE(0)) {
    const size = rest.readInt32LE(0);
    take(readRequest(rest.subarray(0, size)));
    rest = rest.subarray(size);
  }
  return rest;
};

export const encodeReply = ({ requestId, isLegacy }: Request, document: Document): Buffer => {
  const body = serialize(document);
  const preamble = isLegacy ? legacyPreamble() : Buffer.alloc(5);
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeInt32LE(HEADER_BYTES + preamble.length + body.length, 0);
  header.writeInt32LE(requestId, 8);
  header.writeInt32LE(isLegacy ? REPLY : MESSAGE, 12);
  return Buffer.concat([header, preamble, body]);
};

/** Flags, the id of a cursor, where it starts, and how many documents follow: one. */
const legacyPreamble = (): Buffer => {
  const preamble = Buffer.alloc(20);
  preamble.writeInt32LE(1, 16);
  return preamble;
};

const readRequest = (bytes: Buffer): Request => {
  const requestId = bytes.readInt32LE(4);
  const opCode = bytes.readInt32LE(12);
  if (opCode === QUERY) return readQuery(bytes, requestId);
  if (opCode === MESSAGE) return readMessage(bytes, requestId);
  throw new RangeError(`the operation ${opCode} is not spoken here`);
};

/** Flags, a name that ends with a zero, two numbers, and the document. */
const readQuery = (bytes: Buffer, requestId: number): Request => {
  const nameEnd = bytes.indexOf(0, HEADER_BYTES + 4);
  const command = deserialize(bytes.subarray(nameEnd + 9));
  return { requestId, isLegacy: true, command, expectsNoReply: false };
};

/** A body, and lists of documents that are sent beside it. */
const readMessage = (bytes: Buffer, requestId: number): Request => {
  const flags = bytes.readUInt32LE(HEADER_BYTES);
  const end = flags & CHECKSUM_PRESENT ? bytes.length - 4 : bytes.length;
  const command: Document = {};
  for (let at = HEADER_BYTES + 4; at < end; ) {
    const size = bytes.readInt32LE(at + 1);
    const section = bytes.subarray(at + 1, at + 1 + size);
    if (bytes[at] === 0) Object.assign(command, deserialize(section));
    else Object.assign(command, readSequence(section));
    at += 1 + size;
  }
  return { requestId, isLegacy: false, command, expectsNoReply: (flags & MORE_TO_COME) !== 0 };
};

const readSequence = (section: Buffer): Document => {
  const nameEnd = section.indexOf(0, 4);
  const documents: Document[] = [];
  for (let at = nameEnd + 1; at < section.length; at += section.readInt32LE(at)) {
    documents.push(deserialize(section.subarray(at, at + section.readInt32LE(at))));
  }
  return { [section.toString('utf8', 4, nameEnd)]: documents };
};
