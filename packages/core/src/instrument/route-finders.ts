import type { IncomingMessage } from 'node:http';
import type { Diagnostics } from '../diagnostics.js';
import type { RouteSeries } from '../metrics/request-metrics.js';

/** Finds the route that a framework chose for a request; undefined when it is not that framework's, or none took it. */
export type RouteFinder = (request: IncomingMessage) => RouteSeries | undefined;

/** One finder for each framework. */
export class RouteFinders {
  private readonly byFramework = new Map<string, RouteFinder>();
  private finders: readonly RouteFinder[] = [];
  private readonly diagnostics: Diagnostics;

  constructor(diagnostics: Diagnostics) {
    this.diagnostics = diagnostics;
  }

  /** The latest one of a framework counts. */
  set(framework: string, finder: RouteFinder): void {
    this.byFramework.set(framework, finder);
    this.finders = [...this.byFramework.values()];
  }

  /** Never throws: a request whose route cannot be found is counted without one. */
  find(request: IncomingMessage): RouteSeries | undefined {
    try {
      for (const find of this.finders) {
        const found = find(request);
        if (found !== undefined) return found;
      }
    } catch (error) {
      this.diagnostics.failed('ASTROLABE_SUBSCRIBER_FAILED', 'finding the route of a request', error);
    }
    return undefined;
  }
}
