import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Instance } from '../instance.js';
import { RoutePatterns } from './route-patterns.js';
import { createStartAnnouncer } from './start-announcer.js';
import { startLine } from './start-line.js';

/** Astrolabe in a server without a framework, or in any other framework. */
export interface Monitor {
  /**
   * Answers a request to one of Astrolabe's endpoints and says true; else touches nothing and says false. Ask it first:
   * then no authentication of the bot's can fail a platform's probe.
   */
  dispatch(request: IncomingMessage, response: ServerResponse): boolean;
  /**
   * Names the route that a request takes, any time before its answer is complete: `'/users/:id'`, and never its URL.
   * Requests without a route share one series.
   */
  route(response: ServerResponse, pattern: string): void;
  /** A handler threw: keeps the exception with its request, whose status it is reported with. Never throws. */
  failed(response: ServerResponse, exception: unknown): void;
}

const servesNothing = () => false;
const isAnyServer = () => true;

/** The monitor of an instance. It says the start line when a server of the bot begins to listen. */
export const createMonitor = (instance: Instance): Monitor => {
  const { diagnostics, httpServer, exceptions } = instance.runtime;
  const patterns = new RoutePatterns(instance.config.maxSeries, diagnostics);
  const monitor: Monitor = {
    dispatch: (request, response) => instance.dispatch(request, response, servesNothing),
    route: (response, pattern) => {
      const transaction = httpServer.transactionOf(response);
      if (transaction !== undefined && patterns.isPattern(pattern)) transaction.route = pattern;
    },
    failed: (response, exception) => exceptions.requestThrew(response, exception),
  };
  const announce = () => diagnostics.info(startLine(instance, { framework: 'http', serves: servesNothing }));
  if (instance.config.enabled) createStartAnnouncer(instance, isAnyServer).expect({ app: monitor, announce });
  else announce();
  return monitor;
};
