import { type Consumer, type Links, linkPackages, putAll } from './consumer.ts';

/** A bot that Node.js runs as it is. `files` are the bot and what it imports. */
export const plain = (name: string, files: readonly [bot: string, ...rest: string[]], links: Links = {}): Consumer => ({
  name,
  prepare: async (place) => {
    putAll(place, files);
    linkPackages(place, links);
    return [{ folder: place.folder, parameters: [files[0]], visits: 1 }];
  },
});

/** A bot in TypeScript that tsx compiles as it is loaded; `as` is its name there, whose ending says what it is. */
export const tsx = (name: string, bot: string, as: string): Consumer => ({
  name,
  prepare: async (place) => {
    place.put('visit.cjs');
    place.put(bot, as);
    return [{ folder: place.folder, parameters: ['--import', 'tsx', as], visits: 1 }];
  },
});
