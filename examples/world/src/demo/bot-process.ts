import { Child } from './child.ts';
import { environment, type Settings } from './settings.ts';

export interface BotProcessOptions {
  readonly file: URL;
  readonly settings: Settings;
  readonly graphUrl: string;
  readonly port: number;
  readonly line: (line: string) => void;
}

const LISTENING = /listening on http:\/\/localhost:(\d+)/;

/** A bot as a process of its own, started as its owner would start it. */
export class BotProcess {
  readonly child: Child;
  /** Where it listens; rejects with a DemoError when it ends first. */
  readonly url: Promise<string>;

  constructor({ file, settings, graphUrl, port, line }: BotProcessOptions) {
    const listening = Promise.withResolvers<string>();
    this.child = new Child({
      name: 'the bot',
      file,
      env: environment(settings, {
        PORT: String(port),
        WHATSAPP_GRAPH_URL: graphUrl,
        ASTROLABE_TOKEN: settings.metricsToken,
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
