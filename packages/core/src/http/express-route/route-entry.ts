import { learnedApplications } from './applications.js';
import { joinPatterns, patternText, UNKNOWN_MOUNT } from './pattern.js';
import { isKnown, isUnderMount, leadsTo, type Place, patternOf, placesOf } from './places.js';
import type { Route } from './router-tree.js';

/** What is known of a route; `S` is what its patterns are counted in. */
export class RouteEntry<S> {
  /** Of a route that has one pattern, wherever it stands. */
  series: S | undefined = undefined;
  /** The application that had the request when it was looked up: in another one, the route may stand elsewhere. */
  application: unknown = undefined;
  /** Whether the route stands under a mount; if not, a request that is in one has gone on from it. */
  isMounted = true;
  /** An application that stands beside those that are known may be hidden in one of them, under some mount. */
  private isCertain = false;
  private places: readonly Place[] = [];
  private readonly seriesOf: (pattern: string) => S;
  private readonly seriesByPlace = new Map<Place, S>();
  private readonly route: Route;
  private searchedIn: object | undefined = undefined;
  private searchedAt = -1;

  constructor(route: Route, seriesOf: (pattern: string) => S) {
    this.route = route;
    this.seriesOf = seriesOf;
  }

  get isFound(): boolean {
    return this.isCertain && this.places.length > 0;
  }

  /** Whether a further search may find more: there is an application that was not seen in the last one. */
  isStale(applications: readonly object[]): boolean {
    if (learnedApplications() !== this.searchedAt) return true;
    return !this.isFound && applications.at(-1) !== this.searchedIn;
  }

  /** Looks for the route in `applications`, the outermost of those around `application`, which has a request of it. */
  search(applications: readonly object[], application: unknown): void {
    this.application = application;
    this.searchedIn = applications.at(-1);
    this.searchedAt = learnedApplications();
    this.series = undefined;
    this.seriesByPlace.clear();
    for (const [index, outermost] of applications.entries()) {
      this.places = placesOf(this.route, outermost);
      this.isCertain = index < applications.length - 1 || index === 0;
      if (this.places.length > 0) break;
    }
    this.isMounted = this.places.length === 0 || this.places.some(isUnderMount);
    this.settle();
  }

  /** The series of the first place that a path leads to; undefined if it is not certain that the route is there. */
  resolve(path: string): S | undefined {
    const place = this.places.find((each) => leadsTo(each, path));
    if (place === undefined) return this.isFound ? this.under(this.isMounted ? UNKNOWN_MOUNT : '') : undefined;
    this.isCertain = true;
    return this.seriesByPlace.get(place) ?? this.keep(place);
  }

  /** The route's own pattern under a mount that was found otherwise. */
  under(mount: string): S {
    return this.seriesOf(joinPatterns(mount, patternText(this.route.path) ?? '') || '/');
  }

  /** A path has just led to the place, so that its pattern is known if it ever will be. */
  private keep(place: Place): S {
    const series = this.seriesOf(patternOf(place));
    if (isKnown(place)) this.seriesByPlace.set(place, series);
    if (this.places.length === 1) this.settle();
    return series;
  }

  private settle(): void {
    const [first] = this.places;
    if (first === undefined || !this.isCertain || !this.places.every(isKnown)) return;
    const pattern = patternOf(first);
    if (this.places.every((place) => patternOf(place) === pattern)) this.series = this.seriesOf(pattern);
  }
}
