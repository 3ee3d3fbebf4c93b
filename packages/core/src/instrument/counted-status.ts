import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** The client went away before its answer was complete. Source: nginx. */
export const CLIENT_CLOSED_REQUEST = 499;
/** The answer broke off on our side, after its head was out or without one: whatever was sent, it failed. */
const BROKEN_OFF = 500;

/**
 * The status that was sent, if all of it was. Else somebody broke it off: the client, when its side of the connection
 * ended or failed; or the server, which the client sees as a failure whatever the head said.
 */
export const countedStatus = (request: IncomingMessage, response: ServerResponse): number => {
  const socket: Socket | null = request.socket;
  // Node 22 says that an answer is finished when its connection has failed.
  if (response.writableFinished && !socket?.errored) return response.statusCode;
  // An error that the bot destroyed its response with reaches the socket as well.
  const clientFailed = Boolean(socket?.errored) && socket?.errored !== response.errored;
  const clientLeft = socket === null || socket.readableEnded || clientFailed;
  if (clientLeft) return CLIENT_CLOSED_REQUEST;
  return Math.max(BROKEN_OFF, Number(response.statusCode) || BROKEN_OFF);
};
