/** A whole number from a flag. @throws Error for anything else */
export const count = (flag: string, text: string, minimum = 1): number => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= minimum) return value;
  throw new Error(`--${flag} is "${text}"; it takes a whole number from ${minimum}, such as --${flag} ${minimum * 10}`);
};

/** Some of `known`, separated by commas. @throws Error for any other */
export const someOf = <T extends string>(flag: string, text: string | undefined, known: readonly T[]): readonly T[] => {
  if (text === undefined) return known;
  const chosen = text.split(',');
  const wrong = chosen.find((each) => !known.includes(each as T));
  if (wrong !== undefined) throw new Error(`--${flag}: "${wrong}" is none of ${known.join(', ')}`);
  return chosen as T[];
};
