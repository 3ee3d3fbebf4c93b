const DIGITS = /^\d*$/;
const PHONE_NUMBER = /^[+\d\s().-]+$/;
/** Countries that have changed their numbers (Argentina, Brazil, Mexico) have changed what stands before these. */
const SUBSCRIBER_DIGITS = 8;

/** The key of a user at one of the bot's numbers; a phone number may come with or without `+` and spaces. */
export const userKey = (phoneNumberId: string, user: string): string => {
  const isOtherwiseWritten = !DIGITS.test(user) && PHONE_NUMBER.test(user);
  return `${phoneNumberId} ${isOtherwiseWritten ? user.replace(/\D/g, '') : user}`;
};

/**
 * Whether two keys may be one user's: the same number of the bot, and the same end of the phone number, or a phone number
 * and an id of another kind.
 */
export const isSameSubscriber = (a: string, b: string): boolean => {
  const [botOfA = '', userA = ''] = a.split(' ');
  const [botOfB = '', userB = ''] = b.split(' ');
  if (botOfA !== botOfB) return false;
  const [isNumberA, isNumberB] = [DIGITS.test(userA), DIGITS.test(userB)];
  if (!isNumberA && !isNumberB) return false;
  return isNumberA !== isNumberB || userA.slice(-SUBSCRIBER_DIGITS) === userB.slice(-SUBSCRIBER_DIGITS);
};
