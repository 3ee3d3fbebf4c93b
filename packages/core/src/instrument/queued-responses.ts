import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

const QUEUED = Symbol('astrolabe.queued');
type Queueing = Socket & { [QUEUED]?: Set<ServerResponse>; readonly _httpMessage?: ServerResponse | null };

/** Whether another response is being written to this connection: the next one has to wait (pipelining). */
export const isBusy = (socket: Socket): boolean => Boolean((socket as Queueing)._httpMessage);

/**
 * Node 22 never closes a response that is still waiting when its connection ends. `abandoned` is called for such a
 * response; on newer versions its own close comes first.
 */
export const watchQueued = (
  socket: Queueing,
  response: ServerResponse,
  abandoned: (response: ServerResponse) => void,
): void => {
  const queued = socket[QUEUED] ?? startQueue(socket, abandoned);
  queued.add(response);
  response.once('close', () => queued.delete(response));
};

/** One listener for each connection, however many responses wait on it. */
const startQueue = (socket: Queueing, abandoned: (response: ServerResponse) => void): Set<ServerResponse> => {
  const queued = new Set<ServerResponse>();
  socket[QUEUED] = queued;
  socket.once('close', () => {
    for (const response of queued) abandoned(response);
    queued.clear();
  });
  return queued;
};
