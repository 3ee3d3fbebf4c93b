import { durationOption, pathOption } from '@astrolabe/core';

export const whatsappOptions = {
  webhookPath: pathOption({
    env: ['WHATSAPP_WEBHOOK_PATH'],
    fallback: '/webhook',
    description: 'Where the WhatsApp platform delivers its webhooks to the bot.',
  }),
  replyTimeout: durationOption(
    {
      env: ['ASTROLABE_REPLY_TIMEOUT'],
      fallback: '2m',
      description: 'How long a user waits before the message counts as unanswered.',
    },
    '1s',
    '1h',
  ),
};
