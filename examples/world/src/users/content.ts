/** What a message holds, as the webhook has it. Source: Meta, WhatsApp Cloud API, "Messages webhook". */
export type Content =
  | { readonly type: 'text'; readonly text: { readonly body: string } }
  | { readonly type: 'image'; readonly image: Media }
  | { readonly type: 'audio'; readonly audio: Media & { readonly voice: boolean } }
  | { readonly type: 'location'; readonly location: Place }
  | {
      readonly type: 'interactive';
      readonly interactive: { readonly type: 'button_reply'; readonly button_reply: Choice };
    }
  | { readonly type: 'button'; readonly button: { readonly payload: string; readonly text: string } }
  | { readonly type: 'reaction'; readonly reaction: { readonly message_id: string; readonly emoji: string } }
  | { readonly type: 'unsupported'; readonly errors: readonly { readonly code: number; readonly title: string }[] };

interface Media {
  readonly id: string;
  readonly mime_type: string;
}

interface Place {
  readonly latitude: number;
  readonly longitude: number;
  readonly name: string;
}

interface Choice {
  readonly id: string;
  readonly title: string;
}

export const text = (body: string): Content => ({ type: 'text', text: { body } });

/** Everything that people send beside texts, each for a bot to say something to. */
export const OTHER_CONTENTS: readonly Content[] = [
  { type: 'image', image: { id: '1003383421387256', mime_type: 'image/jpeg' } },
  { type: 'audio', audio: { id: '1908647269898587', mime_type: 'audio/ogg; codecs=opus', voice: true } },
  { type: 'location', location: { latitude: 51.5072, longitude: -0.1276, name: 'London' } },
  { type: 'interactive', interactive: { type: 'button_reply', button_reply: { id: 'today', title: 'Today' } } },
  { type: 'button', button: { payload: 'today', text: 'Today' } },
  { type: 'unsupported', errors: [{ code: 131_051, title: 'Message type unknown' }] },
];

/** Whether somebody who sends this waits for an answer. */
export const wantsAnswer = ({ type }: Content): boolean => type !== 'reaction';
