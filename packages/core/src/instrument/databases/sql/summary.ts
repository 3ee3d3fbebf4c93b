import type { Token } from './folded-tokens.js';

/** The bound of OpenTelemetry's `db.query.summary`. */
const MAX_LENGTH = 255;

/** Words that begin a statement; within one, some of them mean something else (`FOR UPDATE`, `ON DELETE`). */
const BEGINNINGS = new Set(
  (
    'INSERT UPDATE DELETE MERGE REPLACE CREATE ALTER DROP TRUNCATE CALL EXEC EXECUTE BEGIN START COMMIT ROLLBACK ' +
    'SAVEPOINT RELEASE SET SHOW EXPLAIN USE COPY LOCK ANALYZE VACUUM LISTEN NOTIFY UNLISTEN PREPARE DEALLOCATE ' +
    'DECLARE FETCH CLOSE GRANT REVOKE REFRESH DO PRAGMA'
  ).split(' '),
);
/** The next name is what these are about. */
const NAMING = new Set(['INTO', 'JOIN', 'UPDATE', 'CALL', 'EXEC', 'EXECUTE', 'COPY', 'TRUNCATE', 'MERGE']);
const CREATED = new Set([
  'TABLE',
  'INDEX',
  'VIEW',
  'DATABASE',
  'SCHEMA',
  'FUNCTION',
  'PROCEDURE',
  'TRIGGER',
  'SEQUENCE',
  'TYPE',
]);
const DEFINING = new Set(['CREATE', 'ALTER', 'DROP']);
/** Between such a word and the name. */
const FILLERS = new Set('ONLY LATERAL IF NOT EXISTS TABLE INTO FROM IGNORE LOW_PRIORITY CONCURRENTLY'.split(' '));
/** What ends a list of tables. */
const CLAUSES = new Set('WHERE ON USING GROUP ORDER LIMIT HAVING UNION SET VALUES RETURNING FOR WINDOW'.split(' '));

/**
 * What a statement does to which tables: `SELECT songs artists`, `INSERT orders SELECT carts`. It is short, and the same
 * for statements that are alike.
 */
export const summarizeSql = (tokens: readonly Token[]): string => new Summary(tokens).toString();

class Summary {
  private readonly tokens: readonly Token[];
  private readonly parts: string[] = [];
  private length = 0;
  private index = 0;
  private depth = 0;
  private wantsName = false;
  /** At which depths a FROM is still to come. */
  private readonly selecting: number[] = [];
  /** At which depth a list of tables goes on. */
  private listing = -1;
  private defining = false;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
    for (; this.index < tokens.length && this.length < MAX_LENGTH; this.index++) this.read(tokens[this.index] as Token);
  }

  toString(): string {
    return this.parts.join(' ');
  }

  private read(token: Token): void {
    if (token.kind === 'symbol') this.readSymbol(token.text);
    else if (token.kind === 'name') this.readName();
    else if (token.kind === 'word') this.readWord(token.text.toUpperCase());
    else this.wantsName = false;
  }

  private readSymbol(text: string): void {
    if (text === '(') this.depth++;
    if (text === ')') {
      this.depth--;
      while ((this.selecting.at(-1) ?? Number.NEGATIVE_INFINITY) > this.depth) this.selecting.pop();
    }
    this.wantsName = text === ',' && this.listing === this.depth;
  }

  private readWord(word: string): void {
    if (this.wantsName && FILLERS.has(word)) return;
    if (this.wantsName) {
      this.readName();
    } else if (word === 'SELECT' || (BEGINNINGS.has(word) && this.isBeginning())) this.begin(word);
    else if (this.defining && CREATED.has(word)) {
      this.add(word);
      this.defining = false;
      this.wantsName = true;
    } else if (word === 'FROM') this.from();
    else if (word === 'INTO' || word === 'JOIN') this.wantsName = true;
    else if (CLAUSES.has(word)) this.listing = -1;
  }

  private begin(word: string): void {
    this.add(word);
    this.listing = -1;
    this.defining = DEFINING.has(word);
    this.wantsName = NAMING.has(word);
    if (word === 'SELECT' || word === 'DELETE') this.selecting.push(this.depth);
  }

  /** `EXTRACT(year FROM born)` and `IS DISTINCT FROM` name no table. */
  private from(): void {
    if (this.selecting.at(-1) !== this.depth || this.tokens[this.index - 1]?.text.toUpperCase() === 'DISTINCT') return;
    this.selecting.pop();
    this.wantsName = true;
    this.listing = this.depth;
  }

  private isBeginning(): boolean {
    const before = this.tokens[this.index - 1];
    return before === undefined || /^[();]$/.test(before.text) || before.text.toUpperCase() === 'EXPLAIN';
  }

  /** A name with the names it is within: `public.users`. */
  private readName(): void {
    if (!this.wantsName) return;
    this.wantsName = false;
    let name = this.tokens[this.index]?.text ?? '';
    while (this.tokens[this.index + 1]?.text === '.' && this.index + 2 < this.tokens.length) {
      name += `.${this.tokens[this.index + 2]?.text}`;
      this.index += 2;
    }
    this.add(name);
  }

  private add(part: string): void {
    const length = this.length + part.length + 1;
    this.length = length;
    if (length <= MAX_LENGTH) this.parts.push(part);
  }
}
