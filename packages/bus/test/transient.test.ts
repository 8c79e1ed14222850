import { Fault } from '@marketgraph/service';
import { describe, expect, test } from 'vitest';
import { isTransient } from '../src/groups/transient.ts';

const coded = (code: string) => Object.assign(new Error('it failed'), { code });

describe('An error of a handler', () => {
  test.each(['ECONNREFUSED', 'ECONNRESET', '08006', '53100', '53300', '57P01', '57P03', '40001', '40P01', '25006', '58030', 'EMFILE'])(
    "with code %s is nobody's fault but the database's",
    (code) => {
      expect(isTransient(coded(code))).toBe(true);
    },
  );

  test.each(['23505', '22P02', '42P01', 'ENOENT'])("with code %s is the entry's", (code) => {
    expect(isTransient(coded(code))).toBe(false);
  });

  test.each([
    'Connection terminated unexpectedly',
    'timeout exceeded when trying to connect',
    'Query read timeout',
    'Socket closed unexpectedly',
    'LOADING Redis is loading the dataset in memory',
  ])('that says "%s" is transient', (sentence) => {
    expect(isTransient(new Error(sentence))).toBe(true);
  });

  test.each(['ENOENT', 'EACCES', 'ENOTSOCK', 'ECONNABORTED', 'EADDRNOTAVAIL'])('of connecting with code %s is transient', (code) => {
    expect(isTransient(Object.assign(new Error(`connect ${code} /tmp/.s.PGSQL.5432`), { code, syscall: 'connect' }))).toBe(true);
  });

  test('is transient when its cause is, however deep it is wrapped', () => {
    expect(isTransient(new Error('outer', { cause: new Error('inner', { cause: coded('ECONNREFUSED') }) }))).toBe(true);
    expect(isTransient(new AggregateError([coded('ECONNREFUSED')], ''))).toBe(true);
    expect(isTransient(Object.assign(new Error('QueryFailedError'), { driverError: coded('57P01') }))).toBe(true);
  });

  test('is transient when it is a fault that may be tried again', () => {
    expect([isTransient(new Fault('A', 'a', true)), isTransient(new Fault('A', 'a', false))]).toEqual([true, false]);
  });

  test.each([null, undefined, 'text', 7, new Error('poison')])("is the entry's when it is %s", (error) => {
    expect(isTransient(error)).toBe(false);
  });

  test('that is its own cause is judged all the same', () => {
    const error = new Error('round');
    error.cause = error;
    expect(isTransient(error)).toBe(false);
  });
});
