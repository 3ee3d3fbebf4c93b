/** A stream that lines and one live line are written to. */
export interface Screen {
  print(text: string): void;
  /** Replaces the live line on a terminal; elsewhere it is a line like others. */
  live(text: string): void;
}

const CLEAR_LINE = '\r\x1b[2K';
/** For a terminal that does not know its width. */
const USUAL_WIDTH = 80;

export const createScreen = (stream: NodeJS.WriteStream): Screen => {
  let hasLive = false;
  const clear = () => {
    if (hasLive) stream.write(CLEAR_LINE);
    hasLive = false;
  };
  return {
    print: (text) => {
      clear();
      stream.write(`${text}\n`);
    },
    live: (text) => {
      if (!stream.isTTY) {
        stream.write(`${text}\n`);
        return;
      }
      clear();
      // A line that wraps cannot be cleared.
      stream.write(text.slice(0, (stream.columns || USUAL_WIDTH) - 1));
      hasLive = true;
    },
  };
};
