import { Child } from './child.ts';
import { environment, REPLY_TIMEOUT_SECONDS, type Settings } from './settings.ts';
import type { Addresses } from './world.ts';

export interface BotProcessOptions {
  readonly file: URL;
  readonly settings: Settings;
  readonly addresses: Addresses;
  readonly port: number;
  readonly imports: readonly URL[];
  readonly line: (line: string) => void;
}

const LISTENING = /listening on http:\/\/localhost:(\d+)/;

/** A bot as a process of its own, started as its owner would start it. */
export class BotProcess {
  readonly child: Child;
  /** Where it listens; rejects with a DemoError when it ends first. */
  readonly url: Promise<string>;

  constructor({ file, settings, addresses, port, imports, line }: BotProcessOptions) {
    const listening = Promise.withResolvers<string>();
    this.child = new Child({
      name: 'the bot',
      file,
      imports,
      env: environment(settings, {
        PORT: String(port),
        WHATSAPP_GRAPH_URL: addresses.graphUrl,
        LLM_URL: addresses.llmUrl,
        ASTROLABE_REPLY_TIMEOUT: `${REPLY_TIMEOUT_SECONDS}s`,
        ASTROLABE_TOKEN: settings.metricsToken,
        // The self-check needs every count; the report says where Astrolabe would have recorded less to keep its budget.
        ASTROLABE_OVERHEAD_BUDGET: '1',
        // The world stands for servers of others, which are told of nobody's traces.
        ASTROLABE_PROPAGATE_TO: 'none',
      }),
      line: (text) => {
        const [, listeningPort] = LISTENING.exec(text) ?? [];
        if (listeningPort !== undefined) listening.resolve(`http://127.0.0.1:${listeningPort}`);
        line(text);
      },
    });
    this.url = Promise.race([listening.promise, this.child.mustNotEnd()]);
  }
}
