export const NAME = 'fastify-bot';
