/** What a database writes differently, as far as a literal could be taken for something else by it. */
export interface SqlDialect {
  /** A backslash in a string takes the next character with it. */
  readonly backslashEscapes: boolean;
  /** `"…"` is a name; else it is a string, or may be one. */
  readonly quotedNames: boolean;
  /** `$$ … $$` and `$tag$ … $tag$`. */
  readonly dollarQuotes: boolean;
  /** A comment within a comment is a part of it. */
  readonly nestedComments: boolean;
  /** `# …` is a comment, and `--` is one only before white space. */
  readonly hashComments: boolean;
}

/** PostgreSQL 18, 4.1: with `standard_conforming_strings`, as it is by default. */
export const POSTGRESQL: SqlDialect = {
  backslashEscapes: false,
  quotedNames: true,
  dollarQuotes: true,
  nestedComments: true,
  hashComments: false,
};

/** MySQL 8.4, 11.1.1 and 11.7, and MariaDB: without `ANSI_QUOTES` and `NO_BACKSLASH_ESCAPES`, as it is by default. */
export const MYSQL: SqlDialect = {
  backslashEscapes: true,
  quotedNames: false,
  dollarQuotes: false,
  nestedComments: false,
  hashComments: true,
};

/** Any other: what may be a string is one. SQLite takes an unknown `"name"` for one. */
export const STANDARD_SQL: SqlDialect = {
  backslashEscapes: false,
  quotedNames: false,
  dollarQuotes: false,
  nestedComments: false,
  hashComments: false,
};
