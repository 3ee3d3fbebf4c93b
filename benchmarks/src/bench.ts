import { collector } from './collector/collector.ts';
import { exporting } from './export/export.ts';
import { memory } from './memory/memory.ts';
import { objectives } from './objectives/objectives.ts';
import { overhead } from './overhead/overhead.ts';
import { page } from './page/page.ts';
import { stopAllProcesses } from './processes/process.ts';
import { queries } from './queries/queries.ts';
import { record } from './record/record.ts';
import { resources } from './resources/resources.ts';
import { scrape } from './scrape/scrape.ts';
import { spans } from './spans/spans.ts';
import { startup } from './startup/startup.ts';

/** Each measures, prints, and answers whether everything that it proves held. */
const commands: Readonly<Record<string, (flags: string[]) => Promise<boolean>>> = {
  overhead,
  startup,
  memory,
  scrape,
  record,
  resources,
  objectives,
  spans,
  queries,
  collector,
  export: exporting,
  page,
};

const [name = '', ...flags] = process.argv.slice(2);
const command = commands[name];
if (command === undefined) {
  console.error(`bench: "${name}" is none of ${Object.keys(commands).join(', ')}; for instance: pnpm bench overhead`);
  process.exitCode = 1;
} else {
  try {
    if (!(await command(flags))) process.exitCode = 1;
  } catch (error) {
    console.error(`bench ${name}: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  } finally {
    await stopAllProcesses();
  }
}
