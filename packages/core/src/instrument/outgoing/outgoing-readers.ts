import type { Diagnostics } from '../../diagnostics.js';
import type { OutgoingReader, OutgoingReading, OutgoingRequest } from './outgoing-request.js';

/** A bot asks few addresses often; one that puts its users into them is asked about each time. */
const MAX_KNOWN = 200;

/** Those who read along with requests. Whose a request is, is remembered by its address: asking everyone costs more. */
export class OutgoingReaders {
  private readers: readonly OutgoingReader[] = [];
  private readonly known = new Map<string, Map<string, OutgoingReader | undefined>>();
  private readonly diagnostics: Diagnostics;

  constructor(diagnostics: Diagnostics) {
    this.diagnostics = diagnostics;
  }

  get size(): number {
    return this.readers.length;
  }

  /** Returns the end of it. */
  add(reader: OutgoingReader): () => void {
    this.replace([...this.readers, reader]);
    return () => this.replace(this.readers.filter((each) => each !== reader));
  }

  /** The first who wants to read such a request. */
  of(method: string, path: string): OutgoingReader | undefined {
    const ofMethod = this.known.get(method);
    const known = ofMethod?.get(path);
    if (known !== undefined || ofMethod?.has(path)) return known;
    const reader = this.readers.find((each) => this.wants(each, method, path));
    this.remember(method, path, reader);
    return reader;
  }

  /** One that throws reads nothing. */
  begin(reader: OutgoingReader, request: OutgoingRequest): OutgoingReading | undefined {
    try {
      return reader.begin(request);
    } catch (error) {
      this.failed(reader, error);
      return undefined;
    }
  }

  private replace(readers: readonly OutgoingReader[]): void {
    this.readers = readers;
    this.known.clear();
  }

  private wants(reader: OutgoingReader, method: string, path: string): boolean {
    try {
      return reader.wants(method, path);
    } catch (error) {
      this.failed(reader, error);
      return false;
    }
  }

  private remember(method: string, path: string, reader: OutgoingReader | undefined): void {
    const ofMethod = this.known.get(method) ?? new Map<string, OutgoingReader | undefined>();
    if (ofMethod.size >= MAX_KNOWN || this.known.size >= MAX_KNOWN) return;
    this.known.set(method, ofMethod);
    ofMethod.set(path, reader);
  }

  private failed({ name }: OutgoingReader, error: unknown): void {
    this.diagnostics.failed('ASTROLABE_SUBSCRIBER_FAILED', `the watcher ${name}`, error);
  }
}
