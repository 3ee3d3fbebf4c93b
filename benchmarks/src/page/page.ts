import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { cpus, release, type } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildPackages } from '../built-packages.ts';
import { count } from '../flags.ts';
import { installSizes } from './install-size.ts';
import { toMarkdown } from './markdown.ts';
import { type NodeBinary, nodeBinaries } from './node-binaries.ts';
import { toPicture } from './picture.ts';
import { isMain, type NodeResults, type PageResults, unproven } from './results.ts';

const BENCH = fileURLToPath(new URL('../bench.ts', import.meta.url));
const DOCS = fileURLToPath(new URL('../../../docs/', import.meta.url));

/** Seconds for each benchmark on each version of Node: less than 20 minutes in all on three of them, and less than 8 if quick. */
const SECONDS = { overhead: 300, startup: 50, spans: 25 };
const QUICK_SECONDS = { overhead: 96, startup: 20, spans: 10 };
/** More than there is time for. */
const ROUNDS = '1000';

/** Measures what the page on cost has to say, and writes it: `docs/overhead.md`, its picture, and the results of both. */
export const page = async (flags: string[]): Promise<boolean> => {
  const { values } = parseArgs({
    args: flags,
    options: {
      quick: { type: 'boolean', default: false },
      nodes: { type: 'string' },
      seconds: { type: 'string' },
      'warm-up': { type: 'string', default: '20000' },
      out: { type: 'string', default: DOCS },
    },
  });
  const { quick, nodes } = values;
  const seconds = values.seconds === undefined ? undefined : count('seconds', values.seconds);
  const binaries = nodeBinaries(nodes ?? process.env.ASTROLABE_BENCH_NODES);
  buildPackages();
  const missed: string[] = [];
  const results: NodeResults[] = [];
  for (const binary of binaries) {
    results.push(
      await measureOn(binary, missed, {
        seconds: { ...(quick ? QUICK_SECONDS : SECONDS), ...(seconds === undefined ? {} : evenly(seconds)) },
        heats: quick || seconds !== undefined ? '1' : '2',
        warmUp: values['warm-up'],
      }),
    );
  }
  write(values.out, { ...surroundings(), nodes: results, install: installSizes(), missed });
  return missed.length === 0;
};

const evenly = (seconds: number) => ({ overhead: seconds, startup: seconds, spans: seconds });

interface Amount {
  readonly seconds: typeof SECONDS;
  readonly heats: string;
  readonly warmUp: string;
}

const measureOn = async (
  { path, version }: NodeBinary,
  missed: string[],
  { seconds, heats, warmUp }: Amount,
): Promise<NodeResults> => {
  const bench = async <T>(name: keyof typeof SECONDS, ...flags: string[]): Promise<T> => {
    console.error(`Node ${version}: ${name}, ${seconds[name]} s …`);
    const { figures, complaints } = await runBench<T>(path, [
      name,
      '--json',
      '--seconds',
      String(seconds[name]),
      '--rounds',
      ROUNDS,
      ...flags,
    ]);
    if (isMain({ version })) missed.push(...complaints.map((line) => `${name}: ${line}`));
    return figures;
  };
  const overhead = await bench<NodeResults['overhead']>('overhead', '--heats', heats, '--warm-up', warmUp);
  const doubts = unproven({ version, overhead });
  if (doubts.length > 0) throw new Error(`nothing is written, since not all was recorded: ${doubts.join('; ')}`);
  return {
    version,
    overhead,
    startup: await bench<NodeResults['startup']>('startup'),
    spans: await bench<NodeResults['spans']>('spans'),
  };
};

/** Runs a benchmark to its end: its figures, and what it complains of. @throws Error when it measures nothing */
const runBench = async <T>(node: string, flags: readonly string[]): Promise<{ figures: T; complaints: string[] }> => {
  const child = spawn(node, [BENCH, ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
  const complaints: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    console.error(line);
    const [, complaint] = /^bench \w+: (?!no verdict)(.*)$/.exec(line) ?? [];
    if (complaint !== undefined) complaints.push(complaint);
  });
  const [output] = await Promise.all([text(child.stdout), once(child, 'close')]);
  const last = output.trim().split('\n').at(-1) ?? '';
  if (!last.startsWith('{'))
    throw new Error(`"${flags.join(' ')}" measured nothing${complaints.map((each) => `: ${each}`).join('')}`);
  return { figures: JSON.parse(last) as T, complaints };
};

const surroundings = (): Pick<PageResults, 'measured' | 'machine'> => {
  const processors = cpus();
  return {
    measured: new Date().toISOString().slice(0, 10),
    machine: {
      processor: processors[0]?.model.trim() ?? 'an unknown processor',
      processors: processors.length,
      system: `${type()} ${release().split('.').slice(0, 2).join('.')}`,
    },
  };
};

const write = (folder: string, results: PageResults): void => {
  const files = {
    'overhead.json': `${JSON.stringify(results, null, 2)}\n`,
    'overhead.md': toMarkdown(results),
    'overhead.svg': toPicture(results),
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  console.log(`Written: ${Object.keys(files).join(', ')} in ${folder}`);
};
