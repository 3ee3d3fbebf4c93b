import type { CallRecorder } from './call-recorder.js';
import { ABORTED } from './error-type.js';
import type { OutgoingRequest } from './outgoing-request.js';

/** The request is over, whole or not: who reads along is told, and it is counted. */
export const settle = (request: OutgoingRequest, recorder: CallRecorder | undefined, endMs: number): void => {
  try {
    request.reading?.ended();
  } finally {
    // A body that the bot does not want is no failure: what it has asked for was there with the head.
    const isLeft = request.errorType === ABORTED && request.statusCode !== 0;
    if (isLeft) request.errorType = undefined;
    recorder?.end(request, isLeft ? request.headMs : endMs);
  }
};
