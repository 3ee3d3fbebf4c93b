// As an owner writes it in an ES module.
import { astrolabe } from '@astrolabe/node/express';

export const installInExpress = (app) => app.use(astrolabe());

// Loaded when asked, and not with the rest: what is measured is the start.
export const counted = async () => (await import('./astrolabe.cjs')).counted();
