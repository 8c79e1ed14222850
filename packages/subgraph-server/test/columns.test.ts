import { execute, parse } from 'graphql';
import 'reflect-metadata';
import { Field, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { expect, test } from 'vitest';
import { buildFederatedSchema } from '../src/federated-schema.ts';
import { instantText } from '../src/instant-text.ts';
import { DateTimeScalar, DecimalScalar } from '../src/scalars.ts';

@ObjectType('Columns')
class ColumnsType {
  @Field(() => [DateTimeScalar])
  at!: number[];

  @Field(() => [DecimalScalar])
  price!: string[];

  @Field(() => [Int])
  count!: number[];

  @Field(() => [Int], { nullable: 'items' })
  sparse!: (number | null)[];
}

let columns: object;

@Resolver()
class ColumnsResolver {
  @Query(() => ColumnsType, { nullable: true })
  columns(): object {
    return columns;
  }
}

async function ask(answer: object) {
  columns = answer;
  const { schema, sdl } = await buildFederatedSchema<object>({ resolvers: [ColumnsResolver], columnTypes: ['Columns'] });
  const result = await execute({ schema, document: parse('{ columns { at price count sparse } }') });
  return { sdl, ...(JSON.parse(JSON.stringify(result)) as { data: { columns: object | null }; errors?: { message: string }[] }) };
}

const whole = { at: [0, 1_767_571_261_007], price: ['1.10', '2'], count: [1, 2], sparse: [1, null] };

test('columns are answered as the lists that the schema promises', async () => {
  const { data, sdl } = await ask(whole);
  expect(data.columns).toEqual({ ...whole, at: ['1970-01-01T00:00:00.000Z', '2026-01-05T00:01:01.007Z'] });
  expect(sdl).toContain('price: [Decimal!]!');
});

test.each([
  ['a gap', { ...whole, price: ['1', null] }, 'A column of Decimal has no gaps.'],
  ['what is no list', { ...whole, at: 5 }, 'A column of DateTime is a list.'],
  ['a value that is none of the scalar', { ...whole, count: [1.5] }, 'Int cannot represent non-integer value: 1.5'],
])('%s in a column is an error of its field', async (_what, answer, message) => {
  const { data, errors } = await ask(answer);
  expect(data.columns).toBeNull();
  expect(errors).toMatchObject([{ message }]);
});

test('an instant is written as Date writes it', () => {
  const instants = [
    0, -1, 999, 59_999, 86_399_999, 86_400_000, 951_782_400_000, 1_767_571_261_007, -62_167_219_200_000, 253_402_300_799_999,
  ];
  expect(instants.map(instantText)).toEqual(instants.map((ms) => new Date(ms).toISOString()));
  expect(() => instantText(8.64e15 + 86_400_000)).toThrow(RangeError);
});
