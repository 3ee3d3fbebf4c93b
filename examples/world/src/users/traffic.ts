import { Crowd } from './crowd.ts';
import type { Delivery } from './delivery.ts';
import { createNoise } from './noise.ts';
import type { Platform } from './platform.ts';
import { Postbox } from './postbox.ts';
import {
  type Cast,
  chat,
  deliverTwice,
  disturb,
  hold,
  hundred,
  react,
  redeliver,
  type Scene,
  sendOther,
  wait,
  writeAgain,
} from './scenes.ts';

/** A scene is played at the ticks with these remainders. */
interface Cue {
  readonly every: number;
  readonly at: readonly number[];
  readonly scene: Scene;
}

/** These take the place of a plain message. */
const messages = (): readonly Cue[] => [
  { every: 20, at: [3], scene: sendOther() },
  { every: 20, at: [5], scene: writeAgain },
  { every: 20, at: [6], scene: deliverTwice },
  { every: 20, at: [12, 13], scene: hold },
  { every: 20, at: [16], scene: redeliver },
  { every: 100, at: [7], scene: wait('undeliverable') },
  { every: 100, at: [27], scene: wait('unreachable') },
  { every: 100, at: [47], scene: react },
  { every: 100, at: [67], scene: wait('lied to') },
];

/** These come beside the messages. */
const BESIDES: readonly Cue[] = [
  { every: 20, at: [8], scene: disturb('unsigned') },
  { every: 20, at: [10], scene: disturb('malformed') },
  { every: 20, at: [17], scene: disturb('stray') },
  { every: 100, at: [18], scene: disturb('wronglySigned') },
  { every: 100, at: [38], scene: disturb('empty') },
  { every: 100, at: [58], scene: disturb('huge') },
  { every: 2_000, at: [50], scene: hundred },
];

/** What happens at each tick, the same in every run: one message or two, and now and then something else beside it. */
export class Traffic {
  readonly crowd = new Crowd();
  readonly #cast: Cast;
  readonly #messages = messages();
  #ticks = 0;

  constructor(platform: Platform) {
    this.#cast = { crowd: this.crowd, postbox: new Postbox(platform), noise: createNoise(platform) };
  }

  next(dueMs: number): readonly Delivery[] {
    const tick = this.#ticks++;
    const isCued = ({ every, at }: Cue) => at.includes(tick % every);
    const scenes = [this.#messages.find(isCued)?.scene ?? chat, ...BESIDES.filter(isCued).map(({ scene }) => scene)];
    return scenes.flatMap((scene) => scene(this.#cast, dueMs));
  }
}
