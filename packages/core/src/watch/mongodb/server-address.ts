export interface ServerAddress {
  readonly host: string;
  /** Undefined of a socket in the file system. */
  readonly port: number | undefined;
}

const HOST_AND_PORT = /^\[?(.*?)\]?:(\d+)$/;
/** A cluster has a few servers. */
const MAX_ADDRESSES = 100;

/** Reads addresses as MongoDB's driver writes them (`host:port`, `[::1]:27017`, `/tmp/mongodb.sock`), each once. */
export class ServerAddresses {
  private readonly known = new Map<string, ServerAddress>();

  at(address: string): ServerAddress {
    return this.known.get(address) ?? this.add(address);
  }

  private add(address: string): ServerAddress {
    const [, host = address, port] = HOST_AND_PORT.exec(address) ?? [];
    const read = { host, port: port === undefined ? undefined : Number(port) };
    if (this.known.size < MAX_ADDRESSES) this.known.set(address, read);
    return read;
  }
}
