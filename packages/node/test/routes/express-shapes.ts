import type { Express, RequestHandler } from 'express';
import { answer, type ExpressVersion } from './express-versions.js';

/** A way in which a bot can lay out its routes, with the labels that its requests must have. */
export interface RouteShape {
  readonly name: string;
  define(app: Express, version: ExpressVersion): void;
  /** Each path with its label, on this version. */
  labels(version: ExpressVersion): Readonly<Record<string, string>>;
}

const PHONE = '447700900123';
const passOn: RequestHandler = (_request, _response, next) => next();

export const routeShapes: readonly RouteShape[] = [
  {
    name: 'routes of the application itself',
    define: (app) => {
      app.get('/', answer);
      app.get('/chart', answer);
      app.get('/users/:phone/chart/:day', answer);
      app.route('/pairs/:a-:b').all(answer);
    },
    labels: () => ({
      '/': '/',
      '/chart': '/chart',
      '/CHART/': '/chart',
      [`/users/${PHONE}/chart/2026-11-22`]: '/users/:phone/chart/:day',
      [`/users/%2B${PHONE}/chart/x`]: '/users/:phone/chart/:day',
      [`/pairs/${PHONE}-1`]: '/pairs/:a-:b',
    }),
  },
  {
    name: 'nested routers under fixed mounts',
    define: (app, { express }) => {
      const inner = express.Router();
      inner.get('/', answer);
      inner.get('/:day', answer);
      const outer = express.Router().use(passOn).use('/charts/', inner);
      outer.get('/', answer);
      app.use('/api/v1', passOn, outer);
    },
    labels: () => ({
      '/api/v1': '/api/v1',
      '/api/v1/': '/api/v1',
      '/api/v1/charts': '/api/v1/charts',
      [`/api/v1/charts/${PHONE}`]: '/api/v1/charts/:day',
    }),
  },
  {
    name: 'mounts with parameters',
    define: (app, { express }) => {
      const charts = express.Router({ mergeParams: true });
      charts.get('/', answer);
      charts.get('/chart', answer);
      const users = express.Router().use('/users/:phone', charts);
      users.use('/pairs/:first-:second', charts);
      app.use('/tenants/:tenant', users);
      app.use('/users/:phone', charts);
    },
    labels: () => ({
      [`/users/${PHONE}/chart`]: '/users/:phone/chart',
      [`/users/%2B${PHONE}`]: '/users/:phone',
      [`/users/${PHONE}/`]: '/users/:phone',
      [`/tenants/${PHONE}/users/+${PHONE}/chart`]: '/tenants/:tenant/users/:phone/chart',
      [`/tenants/acme/pairs/${PHONE}-9/chart`]: '/tenants/:tenant/pairs/:first-:second/chart',
    }),
  },
  {
    name: 'a router that is mounted twice',
    define: (app, { express }) => {
      const router = express.Router();
      router.get('/status', answer);
      app.use('/lines/:line', router);
      app.use('/bots', router);
      app.use(express.Router().use('/deep/:phone', router));
    },
    labels: () => ({
      [`/lines/${PHONE}/status`]: '/lines/:line/status',
      '/bots/status': '/bots/status',
      [`/deep/${PHONE}/status`]: '/deep/:phone/status',
    }),
  },
  {
    name: 'arrays of paths',
    define: (app, { express }) => {
      const router = express.Router();
      router.get(['/day/:day', '/today'], answer);
      app.use(['/solar', '/lunar/:phone'], router);
      app.get(['/one/:phone', '/two', /^\/three\/(\d+)$/], answer);
    },
    labels: () => ({
      [`/one/${PHONE}`]: '/one/:phone',
      '/two': '/two',
      [`/three/${PHONE}`]: String.raw`/^\/three\/(\d+)$/`,
      '/solar/today': '/solar/today',
      [`/solar/day/${PHONE}`]: '/solar/day/:day',
      [`/lunar/${PHONE}/today`]: '/lunar/:phone/today',
      [`/lunar/${PHONE}/day/1`]: '/lunar/:phone/day/:day',
    }),
  },
  {
    name: 'regular expressions',
    define: (app, { express }) => {
      app.get(/^\/users\/(\d+)$/, answer);
      const router = express.Router();
      router.get(/^\/day-(\d+)$/, answer);
      router.get('/all', answer);
      app.use(/^\/(?:sun|moon)\/(\d+)/, router);
    },
    labels: ({ keepsMounts }) => {
      const mount = keepsMounts ? String.raw`/^\/(?:sun|moon)\/(\d+)` : '/(regexp)';
      return {
        [`/users/${PHONE}`]: String.raw`/^\/users\/(\d+)$/`,
        [`/moon/${PHONE}/all`]: `${mount}/all`,
        [`/sun/${PHONE}/day-${PHONE}`]: mount + String.raw`/^\/day-(\d+)$/`,
      };
    },
  },
  {
    name: 'wildcards and optional parts',
    define: (app, { express, generation }) => {
      const router = express.Router();
      router.get('/x', answer);
      app.use(generation === 4 ? '/langs/:lang?/charts' : '/langs{/:lang}/charts', router);
      app.get(generation === 4 ? '/files/*' : '/files/*rest', answer);
      app.get(generation === 4 ? '/days/:day?' : '/days{/:day}', answer);
    },
    labels: ({ generation, keepsMounts }) => ({
      [`/files/${PHONE}/a`]: generation === 4 ? '/files/*' : '/files/*rest',
      '/days': generation === 4 ? '/days/:day?' : '/days{/:day}',
      [`/days/${PHONE}`]: generation === 4 ? '/days/:day?' : '/days{/:day}',
      [`/langs/${PHONE}/charts/x`]:
        generation === 4 ? '/langs/:lang?/charts/x' : keepsMounts ? '/langs{/:lang}/charts/x' : '/langs/:lang/charts/x',
    }),
  },
  {
    name: 'sub-applications',
    define: (app, { express }) => {
      const nested = express();
      nested.get('/:day', answer);
      const subApp = express();
      subApp.get('/', answer);
      subApp.get('/chart', answer);
      subApp.use('/users/:phone', express.Router().get('/today', answer));
      subApp.use('/nested', nested);
      app.use('/apps/:name', subApp);
      const routed = express();
      routed.get('/x', answer);
      app.use('/routed', express.Router().use('/:phone', routed));
      const other = express();
      other.get('/x', answer);
      app.use(['/Either', '/or/:phone'], other);
    },
    labels: () => ({
      [`/apps/${PHONE}`]: '/apps/:name',
      [`/apps/${PHONE}/chart`]: '/apps/:name/chart',
      [`/apps/a/users/${PHONE}/today`]: '/apps/:name/users/:phone/today',
      [`/apps/a/nested/${PHONE}`]: '/apps/:name/nested/:day',
      [`/routed/${PHONE}/x`]: '/routed/:phone/x',
      '/either/x': '/Either/x',
      [`/or/${PHONE}/x`]: '/or/:phone/x',
    }),
  },
  {
    name: 'a sub-application that is mounted twice',
    define: (app, { express }) => {
      const subApp = express();
      subApp.get('/chart', answer);
      app.use('/first/:phone', subApp);
      app.use('/second', subApp);
    },
    labels: () => ({
      '/second/chart': '/second/chart',
      [`/first/${PHONE}/chart`]: '/first/:phone/chart',
    }),
  },
  {
    name: 'a bot that rewrites its URLs',
    define: (app, { express }) => {
      app.use((request, _response, next) => {
        request.url = request.url.replace('/old/', '/users/');
        next();
      });
      const router = express.Router();
      router.get('/chart', answer);
      app.use('/users/:phone', router);
      app.use('/people/:phone', router);
    },
    labels: () => ({
      [`/old/${PHONE}/chart`]: '/users/:phone/chart',
      [`/people/${PHONE}/chart`]: '/people/:phone/chart',
    }),
  },
  {
    name: 'layers that a tracing tool has wrapped',
    define: (app, { express }) => {
      const router = express.Router();
      router.get('/chart', answer);
      app.use('/users/:phone', router);
      const stack = (app as unknown as Record<'_router' | 'router', { stack: { handle: RequestHandler }[] }>)[
        '_router' in app ? '_router' : 'router'
      ].stack;
      const layer = stack.at(-1) as { handle: RequestHandler };
      const original = layer.handle;
      layer.handle = Object.assign(((request, response, next) => original(request, response, next)) as RequestHandler, {
        __original: original,
      });
    },
    labels: () => ({ [`/users/${PHONE}/chart`]: '/users/:phone/chart' }),
  },
  {
    name: 'a route that hands over to the next one',
    define: (app) => {
      app.get('/users/me', (_request, _response, next) => next('route'));
      app.get('/users/:phone', answer);
    },
    labels: () => ({ '/users/me': '/users/:phone' }),
  },
];
