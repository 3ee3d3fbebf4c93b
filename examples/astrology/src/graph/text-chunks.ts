/** Characters, as JavaScript counts them. Source: Meta, WhatsApp Cloud API, "Text messages". */
export const LONGEST_TEXT = 4096;

/** Longer than any that means something: a family of four is 11, a flag of England 14. */
const LONGEST_CHARACTER = 64;

/** Where a text is best cut, the best place first. The match is left with the part before it. */
const BREAKS = [/\n\s*\n/g, /\n/g, /[.!?…]["”’)]*\s+/g, /\s+/g];

/**
 * A long text in parts that fit into a message each: cut between paragraphs, else lines, else sentences, else words,
 * and through a word only when it fills a message alone; never through a character.
 */
export const splitText = (text: string, longest = LONGEST_TEXT): readonly string[] => {
  const parts: string[] = [];
  let rest = text.trim();
  while (rest.length > longest) {
    const end = bestBreak(rest, longest);
    parts.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return rest === '' ? parts : [...parts, rest];
};

const bestBreak = (text: string, longest: number): number => {
  for (const pattern of BREAKS) {
    const end = lastBreak(text, pattern, longest);
    // A part that is nearly empty, for the sake of a better place, would be one message more.
    if (end >= longest / 2) return end;
  }
  return characterBreak(text, longest);
};

/** The white space of a break may be beyond the limit: it is not sent. */
const lastBreak = (text: string, pattern: RegExp, longest: number): number => {
  let end = 0;
  for (const match of text.slice(0, longest + 1).matchAll(pattern)) {
    if (match.index + match[0].trimEnd().length > longest) break;
    end = match.index + match[0].length;
  }
  return end;
};

const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * Where the character begins that would be cut. Emoji and rare letters are two units; flags, families and accents are
 * several of these. Marks may be heaped on a letter without end: then the cut is before one of them.
 */
const characterBreak = (text: string, longest: number): number => {
  const start = characters.segment(text.slice(0, longest + LONGEST_CHARACTER)).containing(longest)?.index ?? longest;
  if (longest - start < LONGEST_CHARACTER && start > 0) return start;
  return isInsidePair(text, longest) ? longest - 1 : longest;
};

const isInsidePair = (text: string, index: number): boolean => /[\uDC00-\uDFFF]/.test(text.charAt(index));
