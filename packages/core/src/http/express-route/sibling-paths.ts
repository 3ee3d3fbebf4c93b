/** How far the letters are moved, for siblings of the same length. */
const SHIFTS = [3, 7, 12, 19] as const;

/**
 * Paths that differ from `path` in one segment, a group for each segment: of the same length, shorter and longer. They
 * are alike in kind (a letter for a letter, a digit for a digit), and the same at each call.
 */
export const siblingPaths = (path: string): readonly (readonly string[])[] => {
  const segments = path.split('/');
  return segments.flatMap((segment, index) =>
    segment === '' ? [] : [siblingsOf(segment).map((sibling) => segments.with(index, sibling).join('/'))],
  );
};

const siblingsOf = (segment: string): readonly string[] => {
  const same = SHIFTS.map((by) => shift(segment, by));
  const [first = '', second = '', third = '', fourth = ''] = same;
  const other = [first + second, third + fourth.slice(0, 2), first.slice(0, -1), second.slice(0, 2)];
  // A segment of one letter, or of signs alone, has fewer.
  return [...new Set([...same, ...other])].filter((sibling) => sibling !== '' && sibling !== segment);
};

const shift = (text: string, by: number): string =>
  text
    .replace(/[a-z]/g, (letter) => moved(letter, 'a', 26, by))
    .replace(/[A-Z]/g, (letter) => moved(letter, 'A', 26, by))
    .replace(/[0-9]/g, (digit) => moved(digit, '0', 10, by));

const moved = (character: string, first: string, size: number, by: number): string =>
  String.fromCharCode(first.charCodeAt(0) + ((character.charCodeAt(0) - first.charCodeAt(0) + by) % size));
