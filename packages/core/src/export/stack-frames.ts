import { redactText } from '../privacy/redact.js';

/** `    at chart (file:///bot/chart.js:12:34)`, and `    at /bot/chart.js:12:34`. */
const FRAME = /^\s+at (?:[\w$.<>[\] #/-]{1,200} \()?[^()\s]{1,400}:\d{1,6}:\d{1,6}\)?$/;
const MAX_FRAMES = 30;
const MAX_TEXT = 32_768;

/**
 * The frames of a stack, without the message in front of them, which quotes what users wrote: a line is a frame by its
 * whole shape, since a message may have lines that begin like one. Paths are as the bot's folder sees them.
 */
export const stackFrames = (stack: string): string => {
  const home = process.cwd();
  const frames: string[] = [];
  for (const line of stack.slice(0, MAX_TEXT).split('\n')) {
    if (!FRAME.test(line)) continue;
    frames.push(redactText(line.trim().replaceAll(home, '.')));
    if (frames.length === MAX_FRAMES) break;
  }
  return frames.join('\n');
};
