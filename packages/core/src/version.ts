// Replaced by the build with the version in package.json.
declare const __ASTROLABE_VERSION__: string | undefined;

export const VERSION: string = typeof __ASTROLABE_VERSION__ === 'string' ? __ASTROLABE_VERSION__ : '0.0.0-source';
