import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { ListeningError } from 'astrology';
import type { FastifyInstance } from 'fastify';

/** Listens on every address of this machine, and returns the port. @throws ListeningError */
export const listen = async (app: FastifyInstance, port: number): Promise<number> => {
  try {
    await app.listen({ host: everyAddress(), port });
  } catch (error) {
    throw new ListeningError(error as Error, port);
  }
  return (app.server.address() as AddressInfo).port;
};

/** Fastify's own default is this machine alone, which no platform reaches. The first of these takes both families. */
const everyAddress = (): string => {
  const addresses = Object.values(networkInterfaces()).flatMap((addressesOfOne) => addressesOfOne ?? []);
  return addresses.some(({ family }) => family === 'IPv6') ? '::' : '0.0.0.0';
};
