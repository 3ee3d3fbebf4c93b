import { packageBuild } from '../../tsup.base.ts';

export default packageBuild({ entry: ['src/index.ts', 'src/express.ts', 'src/fastify.ts', 'src/prometheus.ts'] });
