import type { AddressInfo } from 'node:net';
import { ListeningError } from 'astrology';
import type { FastifyInstance } from 'fastify';

/** Listens on every address of this machine, and returns the port. @throws ListeningError */
export const listen = async (app: FastifyInstance, port: number): Promise<number> => {
  try {
    await app.listen({ host: '::', port });
  } catch (error) {
    throw new ListeningError(error as Error, port);
  }
  return (app.server.address() as AddressInfo).port;
};
