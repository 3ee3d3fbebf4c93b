import type { Environment } from './environment.js';

/** Where nobody should find a door open by default: `NODE_ENV=production`, or any environment of Railway. */
export const isProduction = (environment: Environment): boolean =>
  environment.NODE_ENV === 'production' || Boolean(environment.RAILWAY_ENVIRONMENT_NAME);
