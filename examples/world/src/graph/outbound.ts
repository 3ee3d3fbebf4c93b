import { asObject, type Json, parseObject } from '../json.ts';
import { type GraphFault, missingParameter, wrongParameter } from './graph-fault.ts';
import { isWamid } from './wamid.ts';

export interface OutboundMessage {
  readonly kind: 'message';
  readonly type: string;
  /** A phone number in digits, or the id of a user whose number is hidden. */
  readonly recipient: string;
  readonly addressedBy: 'number' | 'user-id';
  /** The message that it quotes. */
  readonly inReplyTo: string | undefined;
}

/** Marks a message as read; with a typing indicator or without. */
export interface OutboundRead {
  readonly kind: 'read';
  readonly messageId: string;
  readonly typing: boolean;
}

/** What a bot asked the Graph API for. */
export type Outbound = OutboundMessage | OutboundRead;

export type Reading = { readonly outbound: Outbound } | { readonly fault: GraphFault };

const LONGEST_TEXT = 4096;

/** Reads the body of a call as the Graph API does, and refuses what it would refuse. */
export const readOutbound = (text: string): Reading => {
  const body = parseObject(text);
  if (body === undefined) return { fault: wrongParameter('The body is not a JSON object.') };
  if (body.messaging_product !== 'whatsapp')
    return { fault: missingParameter('messaging_product has to be whatsapp.') };
  return body.status === undefined ? readMessage(body) : readStatus(body);
};

const readStatus = ({ status, message_id: messageId, typing_indicator: typing }: Json): Reading => {
  if (status !== 'read') return { fault: wrongParameter('status has to be read.') };
  if (!isWamid(messageId)) return { fault: missingParameter('message_id has to be the id of a message.') };
  if (typing !== undefined && asObject(typing)?.type !== 'text') {
    return { fault: wrongParameter('typing_indicator.type has to be text.') };
  }
  return { outbound: { kind: 'read', messageId, typing: typing !== undefined } };
};

const readMessage = (body: Json): Reading => {
  const { to, recipient, type = 'text' } = body;
  if (to === undefined && recipient === undefined) return { fault: missingParameter('to is missing.') };
  const digits = typeof to === 'string' ? to.replace(/^\+/, '') : undefined;
  if (to !== undefined && !/^\d{5,15}$/.test(digits ?? '')) return { fault: wrongParameter('to is not a number.') };
  if (typeof type !== 'string') return { fault: wrongParameter('type is not text.') };
  const fault = contentFault(type, asObject(body[type]));
  if (fault !== undefined) return { fault };
  const context = asObject(body.context)?.message_id;
  if (context !== undefined && !isWamid(context)) return { fault: wrongParameter('context.message_id is no message.') };
  return {
    outbound: {
      kind: 'message',
      type,
      recipient: digits ?? String(recipient),
      addressedBy: digits === undefined ? 'user-id' : 'number',
      inReplyTo: context,
    },
  };
};

const contentFault = (type: string, content: Json | undefined): GraphFault | undefined => {
  if (content === undefined) return missingParameter(`${type} is missing.`);
  if (type !== 'text') return undefined;
  if (typeof content.body !== 'string' || content.body === '') return missingParameter('text.body is missing.');
  return content.body.length > LONGEST_TEXT
    ? wrongParameter(`text.body has more than ${LONGEST_TEXT} characters.`)
    : undefined;
};
