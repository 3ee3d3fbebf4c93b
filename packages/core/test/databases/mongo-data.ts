import { EJSON, Long, ObjectId } from 'bson';
import type { Document } from './mongo-wire.js';

type Command = (command: Document) => Document;

const DUPLICATE_KEY = 11_000;
const DEFAULT_BATCH = 101;

/** The collections of one server, and the commands that read and write them. A filter is of equal fields. */
export class MongoData {
  private readonly collections = new Map<string, Document[]>();
  private readonly cursors = new Map<number, Document[]>();
  private lastCursor = 0;

  readonly commands: Readonly<Record<string, Command>> = {
    hello: () => this.hello(),
    ismaster: () => this.hello(),
    isMaster: () => this.hello(),
    ping: () => ({}),
    buildInfo: () => ({ version: '8.0.0', versionArray: [8, 0, 0, 0] }),
    create: () => ({}),
    createIndexes: () => ({}),
    endSessions: () => ({}),
    killCursors: (command) => this.killCursors(command),
    insert: (command) => this.insert(command),
    find: (command) => this.find(command),
    getMore: (command) => this.getMore(command),
    aggregate: (command) => this.aggregate(command),
    update: (command) => this.update(command),
    delete: (command) => this.remove(command),
    findAndModify: (command) => this.findAndModify(command),
  };

  /** Those that nobody has read to the end, or given up. */
  get openCursors(): number {
    return this.cursors.size;
  }

  private hello(): Document {
    return {
      helloOk: true,
      ismaster: true,
      isWritablePrimary: true,
      maxBsonObjectSize: 16 * 2 ** 20,
      maxMessageSizeBytes: 48_000_000,
      maxWriteBatchSize: 100_000,
      logicalSessionTimeoutMinutes: 30,
      localTime: new Date(),
      minWireVersion: 0,
      maxWireVersion: 25,
      readOnly: false,
    };
  }

  private insert({ insert, documents = [], $db, ordered = true }: Document): Document {
    const collection = this.collection($db, insert);
    const writeErrors: Document[] = [];
    let n = 0;
    for (const [index, document] of documents.entries()) {
      if (collection.some(({ _id }) => isSame(_id, document._id))) {
        writeErrors.push({ index, code: DUPLICATE_KEY, errmsg: `E11000 duplicate key error: ${document._id}` });
        if (ordered) break;
      } else {
        collection.push(document);
        n++;
      }
    }
    return writeErrors.length === 0 ? { n } : { n, writeErrors };
  }

  private find({ find, filter, limit = 0, batchSize, singleBatch, $db }: Document): Document {
    const found = this.collection($db, find).filter(matches(filter));
    const documents = limit === 0 ? found : found.slice(0, Math.abs(limit));
    return this.cursor(`${$db}.${find}`, documents, singleBatch === true ? documents.length : batchSize);
  }

  private getMore({ getMore, collection, batchSize = DEFAULT_BATCH, $db }: Document): Document {
    const id = Number(getMore);
    const rest = this.cursors.get(id);
    if (rest === undefined) return failure(43, 'CursorNotFound', `cursor id ${id} not found`);
    const nextBatch = rest.splice(0, batchSize);
    if (rest.length === 0) this.cursors.delete(id);
    return { cursor: { id: Long.fromNumber(rest.length === 0 ? 0 : id), ns: `${$db}.${collection}`, nextBatch } };
  }

  private killCursors({ cursors }: Document): Document {
    const cursorsKilled = cursors.filter((id: unknown) => this.cursors.delete(Number(id)));
    return { cursorsKilled, cursorsNotFound: [], cursorsAlive: [], cursorsUnknown: [] };
  }

  private aggregate({ aggregate, pipeline, cursor, $db }: Document): Document {
    let documents = [...this.collection($db, aggregate)];
    for (const stage of pipeline) {
      if (stage.$match !== undefined) documents = documents.filter(matches(stage.$match));
      else if (stage.$limit !== undefined) documents = documents.slice(0, stage.$limit);
      else if (stage.$group !== undefined) documents = [{ _id: 1, n: documents.length }];
      else return failure(40_324, 'Location40324', `Unrecognized pipeline stage name: '${Object.keys(stage)[0]}'`);
    }
    return this.cursor(`${$db}.${aggregate}`, documents, cursor?.batchSize);
  }

  private update({ update, updates, $db }: Document): Document {
    const collection = this.collection($db, update);
    const upserted: Document[] = [];
    let n = 0;
    for (const [index, { q, u, multi, upsert }] of updates.entries()) {
      const found = collection.filter(matches(q)).slice(0, multi === true ? undefined : 1);
      for (const document of found) Object.assign(document, u.$set);
      n += found.length;
      if (found.length === 0 && upsert === true) {
        const created = { _id: new ObjectId(), ...q, ...u.$set, ...u.$setOnInsert };
        collection.push(created);
        upserted.push({ index, _id: created._id });
        n++;
      }
    }
    return { n, nModified: n - upserted.length, ...(upserted.length === 0 ? undefined : { upserted }) };
  }

  private remove({ delete: name, deletes, $db }: Document): Document {
    const collection = this.collection($db, name);
    let n = 0;
    for (const { q, limit } of deletes) {
      for (const document of collection.filter(matches(q)).slice(0, limit === 0 ? undefined : limit)) {
        collection.splice(collection.indexOf(document), 1);
        n++;
      }
    }
    return { n };
  }

  private findAndModify({ findAndModify, query, update, remove, new: returnsNew, $db }: Document): Document {
    const collection = this.collection($db, findAndModify);
    const found = collection.find(matches(query));
    if (found === undefined) return { value: null, lastErrorObject: { n: 0, updatedExisting: false } };
    const before = { ...found };
    if (remove === true) collection.splice(collection.indexOf(found), 1);
    else Object.assign(found, update.$set);
    return { value: returnsNew === true ? found : before, lastErrorObject: { n: 1, updatedExisting: remove !== true } };
  }

  private cursor(ns: string, documents: readonly Document[], batchSize: number = DEFAULT_BATCH): Document {
    const rest = documents.slice(batchSize);
    if (rest.length > 0) this.cursors.set(++this.lastCursor, rest);
    const id = Long.fromNumber(rest.length > 0 ? this.lastCursor : 0);
    return { cursor: { id, ns, firstBatch: documents.slice(0, batchSize) } };
  }

  private collection(database: string, name: string): Document[] {
    const key = `${database}.${name}`;
    const documents = this.collections.get(key) ?? [];
    this.collections.set(key, documents);
    return documents;
  }
}

/** A refusal as MongoDB writes it. */
export const failure = (code: number, codeName: string, errmsg: string): Document => ({
  ok: 0,
  code,
  codeName,
  errmsg,
});

const matches =
  (filter: Document = {}) =>
  (document: Document): boolean =>
    Object.entries(filter).every(([field, value]) => isSame(document[field], value));

const isSame = (one: unknown, other: unknown): boolean => EJSON.stringify({ one }) === EJSON.stringify({ one: other });
