import type { SqlDialect } from './sql/dialect.js';
import { type NormalizedSql, normalizeSql } from './sql/statement.js';

/**
 * A statement on its way to being an attribute. As an attribute it is nothing that anybody keeps: only when its span is
 * kept is it read, and its normalised text takes its place.
 */
export class QueryText {
  private readonly sql: string;
  private readonly dialect: SqlDialect;

  constructor(sql: string, dialect: SqlDialect) {
    this.sql = sql;
    this.dialect = dialect;
  }

  normalized(): NormalizedSql {
    return normalizeSql(this.sql, this.dialect);
  }
}
