import { createRequire } from 'node:module';
import * as runtime from '@prisma/client/runtime/client';

const require = createRequire(import.meta.url);
const COMPILER = '@prisma/client/runtime/query_compiler_fast_bg.postgresql';

/** What a bot would have generated for one model; making it takes programs that no package registry has. */
const SCHEMA = `datasource db {
  provider = "postgresql"
}

model User {
  id    Int    @id
  phone String @unique
}
`;

const FIELDS = [
  { name: 'id', kind: 'scalar', type: 'Int' },
  { name: 'phone', kind: 'scalar', type: 'String' },
];

interface Users {
  create(query: { data: { id: number; phone: string } }): PromiseLike<unknown>;
  findMany(query?: { where?: { phone?: string } }): PromiseLike<readonly unknown[]>;
  findUnique(query: { where: { id: number } }): PromiseLike<unknown>;
}

/** A client of Prisma with the model `User`, of the table `"User"` of PostgreSQL. */
export interface PrismaClient {
  readonly user: Users;
  $disconnect(): Promise<void>;
  $extends(extension: object): PrismaClient;
  $queryRawUnsafe(statement: string): Promise<readonly unknown[]>;
  $executeRawUnsafe(statement: string): Promise<number>;
  $transaction<R>(work: (client: PrismaClient) => Promise<R>): Promise<R>;
}

/** TypeScript knows it by the browser's types alone. */
const { WebAssembly } = globalThis as unknown as {
  readonly WebAssembly: { readonly Module: new (bytes: Buffer) => object };
};
const compiled = (base64: string): object => new WebAssembly.Module(Buffer.from(base64, 'base64'));

export const PrismaClient = runtime.getPrismaClient({
  previewFeatures: [],
  clientVersion: '7.10.0',
  engineVersion: 'none',
  activeProvider: 'postgresql',
  inlineSchema: SCHEMA,
  runtimeDataModel: { models: { User: { fields: FIELDS, dbName: null, schema: null } }, enums: {}, types: {} },
  // No value of a query is taken out of it, which Prisma does so that it can keep its plan.
  parameterizationSchema: { strings: [], graph: 'AAAAAAAA' },
  compilerWasm: {
    getRuntime: async () => require(`${COMPILER}.js`),
    getQueryCompilerWasmModule: async () => compiled(require(`${COMPILER}.wasm-base64.js`).wasm),
    importName: './query_compiler_fast_bg.js',
  },
} as unknown as runtime.GetPrismaClientConfig) as unknown as new (options: {
  adapter: object;
}) => PrismaClient;
