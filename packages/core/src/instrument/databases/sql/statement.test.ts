import { describe, expect, it } from 'vitest';
import { MYSQL, POSTGRESQL, type SqlDialect, STANDARD_SQL } from './dialect.js';
import { normalizeSql } from './statement.js';

const postgresql = (sql: string) => normalizeSql(sql, POSTGRESQL).text;
const mysql = (sql: string) => normalizeSql(sql, MYSQL).text;
const summary = (sql: string) => normalizeSql(sql, POSTGRESQL).summary;

describe('literals', () => {
  it.each([
    ["SELECT * FROM users WHERE name = 'Ada'", 'SELECT * FROM users WHERE name = ?'],
    ["SELECT 'it''s secret', x", 'SELECT ?, x'],
    ["SELECT E'it\\'s secret' FROM t", 'SELECT ? FROM t'],
    ["WHERE path = 'C:\\' AND name = 'Ada'", 'WHERE path = ? AND name = ?'],
    ["WHERE a = U&'\\0041da' AND b = x'ff' AND c = B'01' AND d = N'x'", 'WHERE a = ? AND b = ? AND c = ? AND d = ?'],
    ["SELECT $$it's secret$$, $body$ $$ secret $$ $body$ FROM t", 'SELECT ? FROM t'],
    ['WHERE a = 1.5e-10 AND b = .5 AND c = 0xFF AND d = 1_000', 'WHERE a = ? AND b = ? AND c = ? AND d = ?'],
    ['WHERE a = -5 AND b - 5 > c', 'WHERE a = ? AND b - ? > c'],
    ['WHERE a = true AND b IS TRUE AND c IS NOT false', 'WHERE a = ? AND b IS TRUE AND c IS NOT false'],
    ["SELECT data->>'phone', a::text, x[1:2] FROM t", 'SELECT data->>?, a::text, x[?:?] FROM t'],
    ['SELECT "First Name", "a""b" FROM "Users2"', 'SELECT "First Name", "a""b" FROM "Users2"'],
    ['WHERE id = $1 AND name = $2', 'WHERE id = $1 AND name = $2'],
    ['SELECT größe FROM t1 WHERE größe = 1', 'SELECT größe FROM t1 WHERE größe = ?'],
    ['SELECT foo$bar$baz FROM t$1', 'SELECT foo$bar$baz FROM t$1'],
  ])('are taken out as PostgreSQL writes them: %s', (sql, expected) => {
    expect(postgresql(sql)).toBe(expected);
  });

  it.each([
    ["WHERE name = 'it\\'s secret' AND a = 1", 'WHERE name = ? AND a = ?'],
    ['WHERE name = "it\\"s secret"', 'WHERE name = ?'],
    ['SELECT `a``b` FROM `users`', 'SELECT `a``b` FROM `users`'],
    ["WHERE a = _utf8mb4'Ada' AND b = X'4D'", 'WHERE a = _utf8mb4? AND b = ?'],
    ['WHERE a = ? AND b = :name AND c = @last', 'WHERE a = ? AND b = :name AND c = @last'],
    ['SELECT 5--3', 'SELECT ?--?'],
  ])('are taken out as MySQL writes them: %s', (sql, expected) => {
    expect(mysql(sql)).toBe(expected);
  });

  it('are taken out of a dialect that is not known where they may be literals', () => {
    expect(normalizeSql('SELECT "Ada" FROM [users] WHERE a = $b', STANDARD_SQL).text).toBe(
      'SELECT ? FROM [users] WHERE a = $b',
    );
  });

  it.each(["SELECT 'secret", 'SELECT $$secret', "SELECT E'secret\\'", 'SELECT $tag$secret$other$'])(
    'are taken out where they are not closed: %s',
    (sql) => {
      expect(postgresql(sql)).toBe('SELECT ?');
    },
  );

  it('would be kept if their dialect were mistaken, which is why it is asked for', () => {
    expect(postgresql("WHERE name = 'it\\'s secret'")).toContain('secret');
  });
});

describe('comments', () => {
  it.each([
    ['SELECT 1 -- secret\nFROM t', 'SELECT ? FROM t'],
    ['SELECT /* secret */ a', 'SELECT a'],
    ['SELECT /* a /* secret */ secret */ a', 'SELECT a'],
    ['/* traceparent=1 */ SELECT a', 'SELECT a'],
    ['SELECT a /* secret', 'SELECT a'],
    ['SELECT a -- secret', 'SELECT a'],
  ])('are taken out: %s', (sql, expected) => {
    expect(postgresql(sql)).toBe(expected);
  });

  it('are those of MySQL there', () => {
    expect(mysql('SELECT a # secret\nFROM t /* x /* secret */ WHERE b = 1 -- secret')).toBe(
      'SELECT a FROM t WHERE b = ?',
    );
  });
});

describe('lists', () => {
  it.each([
    ['WHERE id IN (1, 2, 3)', 'WHERE id IN (?)'],
    ["WHERE id IN ($1,$2, $3) AND n IN ('a')", 'WHERE id IN (?) AND n IN (?)'],
    ['WHERE (a, b) IN ((1, 2), (3, 4), (5, 6))', 'WHERE (a, b) IN ((?))'],
    ['VALUES (1, 2), (3, 4)', 'VALUES (?)'],
    ['VALUES ($1, now(), $2), ($3, now(), $4) RETURNING id', 'VALUES ($1, now(), $2) RETURNING id'],
    ['VALUES (1, (2)), (3, (4)), (5, lower(6))', 'VALUES (?, (?)), (?, lower(?))'],
    ['SELECT ARRAY[1, -2, 3]', 'SELECT ARRAY[?]'],
    ['SET a = 1, b = 2', 'SET a = ?, b = ?'],
  ])('are folded: %s', (sql, expected) => {
    expect(postgresql(sql)).toBe(expected);
  });

  it('are the same text however long they are', () => {
    const listOf = (length: number) =>
      `SELECT * FROM t WHERE id IN (${Array.from({ length }, (_, i) => i).join(', ')})`;
    expect(postgresql(listOf(5_000))).toBe(postgresql(listOf(2)));
  });
});

describe('a summary', () => {
  it.each([
    ['select * from users where id = 1', 'SELECT users'],
    ['SELECT * FROM songs s, artists AS a WHERE s.id = a.id', 'SELECT songs artists'],
    ['SELECT * FROM public.users u LEFT JOIN "Orders" o ON o.user = u.id', 'SELECT public.users "Orders"'],
    ['INSERT INTO orders (a, b) SELECT a, b FROM carts', 'INSERT orders SELECT carts'],
    ['INSERT INTO t VALUES (1) ON CONFLICT DO UPDATE SET a = 1', 'INSERT t'],
    ['UPDATE users SET a = 1 WHERE b IN (SELECT b FROM c)', 'UPDATE users SELECT c'],
    ['DELETE FROM users', 'DELETE users'],
    ['SELECT * FROM users FOR UPDATE', 'SELECT users'],
    ['SELECT extract(year FROM born) FROM charts', 'SELECT charts'],
    ['SELECT a IS DISTINCT FROM b FROM charts', 'SELECT charts'],
    ['WITH recent AS (SELECT * FROM turns) SELECT * FROM recent', 'SELECT turns SELECT recent'],
    ['SELECT * FROM (SELECT 1 FROM a) b', 'SELECT SELECT a'],
    ['CREATE TABLE IF NOT EXISTS users (id int)', 'CREATE TABLE users'],
    ['DROP TABLE users', 'DROP TABLE users'],
    ['TRUNCATE TABLE users', 'TRUNCATE users'],
    ['CALL refresh(1)', 'CALL refresh'],
    ['BEGIN', 'BEGIN'],
    ['gibberish 12', ''],
    ['', ''],
  ])('says what is done to which tables: %s', (sql, expected) => {
    expect(summary(sql)).toBe(expected);
  });

  it('has no more than 255 characters and no half of a name', () => {
    const tables = Array.from({ length: 100 }, (_, index) => `table_${index}`);
    const found = summary(`SELECT * FROM ${tables.join(', ')}`);
    expect(found.length).toBeLessThanOrEqual(255);
    expect(tables).toContain(found.split(' ').at(-1));
  });
});

describe('whatever comes', () => {
  const PIECES = [
    "'",
    '"',
    '`',
    '$$',
    '$a$',
    '--',
    '/*',
    '*/',
    '#',
    '\\',
    '(',
    ')',
    ',',
    '?',
    ':',
    '::',
    'E',
    '0x',
    '1e',
    '.',
    ' ',
    '\n',
    'FROM',
    'SELECT',
    'é',
    '\ud800',
    '\0',
  ];
  const dialects: readonly SqlDialect[] = [POSTGRESQL, MYSQL, STANDARD_SQL];
  /** A small generator, so that what fails can be repeated. Source: Park and Miller, 1988. */
  const randomFrom = (seed: number) => () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed;
  };

  it('is read to its end without an error, and to a bounded text', () => {
    const random = randomFrom(7);
    for (let round = 0; round < 3_000; round++) {
      const sql = Array.from({ length: random() % 40 }, () => PIECES[random() % PIECES.length]).join('');
      for (const dialect of dialects) expect(normalizeSql(sql, dialect).text.length).toBeLessThanOrEqual(2_048);
    }
  });

  it('shows no digits of a literal, whatever is around it', () => {
    const random = randomFrom(11);
    const around = PIECES.filter((piece) => /^(?:[(),: .\n]|FROM|SELECT|--|0x)$/.test(piece));
    for (let round = 0; round < 2_000; round++) {
      const part = () => Array.from({ length: random() % 8 }, () => around[random() % around.length]).join(' ');
      const sql = `${part()} '447700900123' ${part()} 447700900123 ${part()}`;
      for (const dialect of dialects) expect(normalizeSql(sql, dialect).text).not.toContain('447700900123');
    }
  });

  it.each(['(', '((),', "'", '$a', '$a$', '/*', '(1,', '(a),', '--', '"', "E'\\", 'a.', 'FROM ', ',('])(
    'reads each character a bounded number of times: %s',
    (piece) => {
      let reads = 0;
      const sql = piece.repeat(Math.ceil(65_536 / piece.length));
      const charCodeAt = String.prototype.charCodeAt;
      String.prototype.charCodeAt = function counted(this: string, index) {
        reads++;
        return charCodeAt.call(this, index);
      };
      try {
        normalizeSql(sql, POSTGRESQL);
      } finally {
        String.prototype.charCodeAt = charCodeAt;
      }
      expect(reads).toBeGreaterThan(0);
      expect(reads).toBeLessThan(65_536 * 30);
    },
  );

  it('keeps a bounded text of a statement that folds to nothing shorter', () => {
    const columns = Array.from({ length: 5_000 }, (_, index) => `column_${index}`).join(', ');
    const { text } = normalizeSql(`SELECT ${columns} FROM t`, POSTGRESQL);
    expect(text).toHaveLength(2_048);
    expect(text.endsWith('…')).toBe(true);
  });
});
