const MAX_REMEMBERED = 2_000;
/** A longer text is seldom seen twice, and takes its room from many. */
const MAX_LENGTH = 256;

/** `clean` for texts that come again and again, as names and statements do: what was made of one is kept for a while. */
export const remembered = <T>(clean: (text: string) => T): ((text: string) => T) => {
  let known = new Map<string, T>();
  let older = new Map<string, T>();
  return (text) => {
    if (text.length > MAX_LENGTH) return clean(text);
    const found = known.get(text);
    if (found !== undefined) return found;
    const made = older.get(text) ?? clean(text);
    known.set(text, made);
    if (known.size >= MAX_REMEMBERED) [known, older] = [new Map(), known];
    return made;
  };
};
