import { BotProcess } from './bot-process.ts';
import { DemoError } from './demo-error.ts';
import { createSettings, type Settings } from './settings.ts';
import { World } from './world.ts';

export const BOTS = ['express', 'fastify'] as const;
export type BotName = (typeof BOTS)[number];

export interface StageOptions {
  readonly bot: BotName;
  readonly port: number;
  readonly seed: number;
  /** Modules that the bot's process loads before the bot. */
  readonly imports?: readonly URL[];
  readonly line: (line: string) => void;
}

/** Longer than a bot takes that finishes what is begun. */
const GRACE_MS = 12_000;

/** The processes of a run. */
export class Stage {
  readonly settings: Settings;
  readonly world: World;
  readonly #options: StageOptions;
  #bot: BotProcess | undefined;
  #isCleared = false;

  constructor(options: StageOptions) {
    this.#options = options;
    this.settings = createSettings(options.seed);
    this.world = new World(this.settings);
    process.on('exit', this.#kill);
  }

  get bot(): BotProcess {
    if (this.#bot === undefined) throw new Error('the bot has not been started');
    return this.#bot;
  }

  /**
   * The bot comes after the world: it is told where the Graph API and the language model are.
   * @returns where the bot listens
   * @throws DemoError when a process ends by itself, or the stage is cleared meanwhile
   */
  async set(): Promise<string> {
    const addresses = await this.world.addresses;
    if (this.#isCleared) throw new DemoError('the run was over before the bot was started');
    const { bot, port, imports = [], line } = this.#options;
    const file = new URL(`../../../${bot}-bot/src/main.ts`, import.meta.url);
    this.#bot = new BotProcess({ file, settings: this.settings, addresses, port, imports, line });
    return this.#bot.url;
  }

  /** Rejects when a process ends by itself. */
  mustNotEnd(): Promise<never> {
    return Promise.race([this.bot.child.mustNotEnd(), this.world.mustNotEnd()]);
  }

  async clear(): Promise<void> {
    this.#isCleared = true;
    await Promise.all([this.world.users.stop(GRACE_MS), this.#bot?.child.stop(GRACE_MS)]);
    // The bot finishes what is begun, and needs these for it.
    await Promise.all(this.world.services.map((child) => child.stop(GRACE_MS)));
    process.off('exit', this.#kill);
  }

  readonly #kill = (): void => {
    for (const child of [this.#bot?.child, this.world.users, ...this.world.services]) child?.kill();
  };
}
