import { pathOption, wordOption } from '@astrolabe/core';

export const healthOptions = {
  healthPath: pathOption({
    env: ['ASTROLABE_HEALTH_PATH'],
    fallback: '/health',
    description: 'Where health is served; its probes are below it: /live, /ready and /startup.',
  }),
  releaseId: wordOption<string | undefined>(
    {
      env: ['ASTROLABE_RELEASE_ID', 'RAILWAY_GIT_COMMIT_SHA'],
      fallback: undefined,
      description: 'The build that is running, shown in the details of health.',
    },
    'an identifier without white space',
    'a1b2c3d',
  ),
};
