import type { ErrorHandler, Middleware } from '../middleware.js';

/** The parts of an Express application that its mounts are changed by. */
export interface MountingApplication {
  readonly router?: MountingRouter;
  readonly _router?: MountingRouter;
}
interface MountingRouter {
  readonly stack: unknown[];
  use(handler: Middleware | ErrorHandler): unknown;
}

/**
 * A middleware that learns which application it is put into: `app.use` mounts whatever has `handle` and `set`, and then
 * emits `mount` on it with the parent.
 */
export const poseAsApplication = <A>(middleware: Middleware, mounted: (app: A) => void): Middleware =>
  Object.assign(middleware, {
    handle: middleware,
    set: () => undefined,
    emit: (event: string, app: A) => {
      if (event === 'mount') mounted(app);
      return true;
    },
  });

/**
 * Takes the mount that `app.use` has just made off the application; `inItsPlace` stays where it was. It is done when
 * `app.use` has returned: tracing tools wrap it, and look at the layer that it has made.
 */
export const takeMountOff = (app: MountingApplication, inItsPlace: Middleware | undefined): void => {
  // Express 4 throws when its `router` is read, and has `_router`.
  const stack: unknown[] = (app._router ?? app.router)?.stack ?? [];
  const layer = stack.at(-1);
  queueMicrotask(() => {
    const position = stack.indexOf(layer);
    if (position < 0) return;
    stack.splice(position, 1);
    if (inItsPlace === undefined) return;
    (app._router ?? app.router)?.use(inItsPlace);
    stack.splice(position, 0, stack.pop());
  });
};
