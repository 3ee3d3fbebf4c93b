import { wordListOption } from '../../config/option-kinds.js';

/** The options of what the bot asks of others. */
export const outgoingOptions = {
  propagateTo: wordListOption(
    {
      env: ['ASTROLABE_PROPAGATE_TO'],
      fallback: ['localhost', '*.railway.internal'],
      description:
        'Hosts that are told which trace their work belongs to (`traceparent`): names, `*.suffix`, `*` for all, or ' +
        '`none`. `localhost` is every name of the own machine.',
    },
    'hosts, separated by commas',
    'localhost,*.railway.internal',
    /^(?:\*|(?:\*\.)?[a-z\d_-]+(?:\.[a-z\d_-]+)*|\[[\da-f:.]+\])$/,
  ),
};
