import type { Host } from '../host.js';

/** Where one controller has the files of this process's group. */
export interface Hierarchy {
  readonly version: 1 | 2;
  /** The group's own folder, then each it lies in: a limit of any of them is one for the process. */
  readonly folders: readonly string[];
}

interface Mount {
  readonly version: 1 | 2;
  /** Which group of the machine is at the mount's point. */
  readonly root: string;
  readonly point: string;
  readonly controllers: readonly string[];
}

/** The hierarchy of a controller, such as `memory`; undefined where there are no control groups. */
export const findHierarchy = (host: Pick<Host, 'read'>, controller: string): Hierarchy | undefined => {
  const mounts = parseMounts(host.read('/proc/self/mountinfo') ?? '');
  const groups = parseGroups(host.read('/proc/self/cgroup') ?? '');
  // The kernel gives a controller to one version alone: what version 1 has is not in version 2.
  const mount =
    mounts.find(({ controllers }) => controllers.includes(controller)) ?? mounts.find(({ version }) => version === 2);
  if (mount === undefined) return undefined;
  const path = groups.get(mount.version === 1 ? controller : '');
  return path === undefined ? undefined : { version: mount.version, folders: foldersOf(mount, path) };
};

/** Source: proc_pid_mountinfo(5): the type comes behind a lone hyphen, a version 1 has its controllers at the end. */
const parseMounts = (text: string): readonly Mount[] =>
  text.split('\n').flatMap((line): Mount[] => {
    const match = /^\d+ \d+ \S+ (\S+) (\S+) .*? - (cgroup2?) \S+ (\S+)$/.exec(line);
    if (match === null) return [];
    const [, root = '', point = '', type, options = ''] = match;
    const place = { root: unescape(root), point: unescape(point) };
    return type === 'cgroup2'
      ? [{ ...place, version: 2, controllers: [] }]
      : [{ ...place, version: 1, controllers: options.split(',') }];
  });

/** White space is in octal there. */
const unescape = (path: string): string =>
  path.replace(/\\([0-7]{3})/g, (_match, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));

/** The path of the group by controller; that of version 2 under the empty name. Source: cgroups(7). */
const parseGroups = (text: string): ReadonlyMap<string, string> => {
  const paths = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^\d+:([^:]*):(\/.*)$/.exec(line);
    for (const name of match?.[1]?.split(',') ?? []) paths.set(name, match?.[2] as string);
  }
  return paths;
};

const foldersOf = ({ root, point }: Mount, path: string): readonly string[] => {
  const parts = below(root, path);
  return parts.map((_part, depth) => [point, ...parts.slice(0, parts.length - depth)].join('/')).concat(point);
};

/** The steps from the mount down to the group; none for one outside of it, as without a namespace of its own. */
const below = (root: string, path: string): readonly string[] => {
  const start = root === '/' ? '/' : `${root}/`;
  const parts = path.startsWith(start) ? path.slice(start.length).split('/') : [];
  return parts.includes('..') ? [] : parts.filter((part) => part !== '');
};
