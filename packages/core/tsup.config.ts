import { packageBuild } from '../../tsup.base.ts';

export default packageBuild({
  entry: ['src/index.ts', 'src/testing.ts'],
  external: ['@astrolabe/core'],
});
