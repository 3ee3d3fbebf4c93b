import { expect, it } from 'vitest';
import { operationOf } from './operation.js';

it.each([
  ['select 1', 'SELECT'],
  ['  \n(SELECT 1)', 'SELECT'],
  ['/* from: app */ -- more\nInsert into t', 'INSERT'],
  ['SAVEPOINT a', 'SAVEPOINT'],
  ['begin', 'BEGIN'],
  ['selectx', 'OTHER'],
  ['SAVEPOINTS', 'OTHER'],
  ['447700900123', 'OTHER'],
  ['/* open', 'OTHER'],
  ['', 'OTHER'],
])('the operation of %j is %s', (sql, operation) => {
  expect(operationOf(sql)).toBe(operation);
});

it('takes no word for an operation that is none, whatever its letters', () => {
  for (const word of ['SELEC', 'TSELECT', 'SELECTSELECT', 'DODODO', 'ZZZZZZZZZ'])
    expect(operationOf(word)).toBe('OTHER');
});
