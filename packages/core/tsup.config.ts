import { packageBuild } from '../../tsup.base.ts';

export default packageBuild({
  entry: ['src/index.ts', 'src/testing.ts'],
  external: ['@astrolabe/core'],
  // Every bot reads and compiles it at its start: without white space that takes a tenth less. Names stay as they are.
  minifyWhitespace: true,
});
