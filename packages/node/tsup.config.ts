import { packageBuild } from '../../tsup.base.ts';

export default packageBuild({
  entry: [
    'src/index.ts',
    'src/auto.ts',
    'src/bullmq.ts',
    'src/express.ts',
    'src/fastify.ts',
    'src/http.ts',
    'src/opentelemetry.ts',
    'src/prometheus.ts',
  ],
  // The check of the types finds the default export of CommonJS only in a file as it is written.
  minifyWhitespace: false,
});
