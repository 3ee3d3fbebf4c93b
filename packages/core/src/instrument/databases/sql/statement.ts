import type { SqlDialect } from './dialect.js';
import { FoldedTokens } from './folded-tokens.js';
import { summarizeSql } from './summary.js';
import { SqlTokenizer } from './tokenizer.js';

/** What is kept of a statement at most; OpenTelemetry bounds the summary, and nobody the text. */
const MAX_TEXT_LENGTH = 2_048;
/** A statement of megabytes is one with its data in it: the beginning says what it does. */
const MAX_READ_LENGTH = 65_536;

/** What may be kept of a statement. */
export interface NormalizedSql {
  /** Without literals and comments, lists and rows of values folded to one. */
  readonly text: string;
  /** What it does to which tables, such as `SELECT users`; empty if that cannot be told. */
  readonly summary: string;
}

/**
 * Takes out of a statement whatever may be personal. It takes time in proportion to the statement, and never throws,
 * whatever it is given.
 */
export const normalizeSql = (sql: string, dialect: SqlDialect): NormalizedSql => {
  const tokenizer = new SqlTokenizer(sql.length > MAX_READ_LENGTH ? sql.slice(0, MAX_READ_LENGTH) : sql, dialect);
  const tokens = new FoldedTokens();
  while (tokens.length <= MAX_TEXT_LENGTH && tokenizer.next()) tokens.add(tokenizer);
  const text = tokens.toString();
  return {
    text: text.length > MAX_TEXT_LENGTH ? `${text.slice(0, MAX_TEXT_LENGTH - 1)}…` : text,
    summary: summarizeSql(tokens.all),
  };
};
