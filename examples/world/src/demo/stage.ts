import { BotProcess } from './bot-process.ts';
import { DemoError } from './demo-error.ts';
import { createSettings, type Settings } from './settings.ts';
import { WorldProcess } from './world-process.ts';

const BOT = new URL('../../../express-bot/src/main.ts', import.meta.url);
/** Longer than a bot takes that finishes what is begun. */
const GRACE_MS = 12_000;

/** The processes of a run. */
export class Stage {
  readonly settings: Settings = createSettings();
  readonly world = new WorldProcess(this.settings);
  #bot: BotProcess | undefined;
  #isCleared = false;

  constructor() {
    process.on('exit', this.#kill);
  }

  get bot(): BotProcess {
    if (this.#bot === undefined) throw new Error('the bot has not been started');
    return this.#bot;
  }

  /**
   * The bot comes after the world: it is told where the Graph API is.
   * @returns where the bot listens
   * @throws DemoError when a process ends by itself, or the stage is cleared meanwhile
   */
  async set(port: number, line: (line: string) => void): Promise<string> {
    const graphUrl = await this.world.graphUrl;
    if (this.#isCleared) throw new DemoError('the run was over before the bot was started');
    this.#bot = new BotProcess({ file: BOT, settings: this.settings, graphUrl, port, line });
    return this.#bot.url;
  }

  /** Rejects when a process ends by itself. */
  mustNotEnd(): Promise<never> {
    return Promise.race([this.bot.child.mustNotEnd(), this.world.child.mustNotEnd()]);
  }

  async clear(): Promise<void> {
    this.#isCleared = true;
    await Promise.all([this.#bot?.child.stop(GRACE_MS), this.world.child.stop(GRACE_MS)]);
    process.off('exit', this.#kill);
  }

  readonly #kill = (): void => {
    this.#bot?.child.kill();
    this.world.child.kill();
  };
}
