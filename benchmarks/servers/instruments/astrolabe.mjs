// As an owner writes it in an ES module.
import { astrolabe } from '@astrolabe/node/express';

export const installInExpress = (app) => app.use(astrolabe());
