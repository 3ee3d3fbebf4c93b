const OPERATIONS = (
  'SELECT INSERT UPDATE DELETE MERGE REPLACE CREATE ALTER DROP TRUNCATE CALL EXEC EXECUTE BEGIN START COMMIT ROLLBACK ' +
  'SAVEPOINT RELEASE SET SHOW EXPLAIN USE COPY LOCK ANALYZE VACUUM LISTEN NOTIFY WITH VALUES DO PRAGMA'
).split(' ');

/** What a statement is counted under when its first word is not known. */
export const OTHER_OPERATION = 'OTHER';
const MAX_LENGTH = 9;
/** How much of comments and white space before the first word is looked at. */
const MAX_GAP = 1_024;

/** A word as a number without making a text of it: letters in base 32, of which nine fit. */
const keyOf = (word: string): number => {
  let key = 0;
  for (let index = 0; index < word.length; index++) key = key * 32 + (word.charCodeAt(index) & 31);
  return key;
};
const BY_KEY = new Map(OPERATIONS.map((operation) => [keyOf(operation), operation]));

/** The first word of a statement, if it is one of SQL's: what the metrics know of it, without reading all of it. */
export const operationOf = (sql: string): string => {
  let at = beginningOf(sql);
  let key = 0;
  const end = at + MAX_LENGTH + 1;
  for (; at < end; at++) {
    const code = sql.charCodeAt(at) | 32;
    if (!(code >= 97 && code <= 122)) break;
    key = key * 32 + (code & 31);
  }
  return at === end ? OTHER_OPERATION : (BY_KEY.get(key) ?? OTHER_OPERATION);
};

/** After white space, parentheses and comments. */
const beginningOf = (sql: string): number => {
  let at = 0;
  while (at < MAX_GAP) {
    const code = sql.charCodeAt(at);
    if (code <= 32 || code === 40) at++;
    else if (code === 45 && sql.charCodeAt(at + 1) === 45) at = after(sql, '\n', at);
    else if (code === 47 && sql.charCodeAt(at + 1) === 42) at = after(sql, '*/', at);
    else return at;
  }
  return at;
};

const after = (sql: string, mark: string, from: number): number => {
  const found = sql.indexOf(mark, from);
  return found < 0 ? sql.length : found + mark.length;
};
