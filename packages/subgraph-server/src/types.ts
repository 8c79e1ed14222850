import 'reflect-metadata';
import type { UserError } from '@marketgraph/vocabulary';
import { Directive, Field, ID, Int, InterfaceType, ObjectType } from 'type-graphql';

@InterfaceType('Node', {
  description: 'What can be asked for again by its id: `node(id: ...)`. Ids are opaque, permanent and unique in the whole graph.',
})
export abstract class NodeType {
  @Field(() => ID)
  id!: string;
}

@Directive('@shareable')
@ObjectType('PageInfo', {
  description:
    'Page cursors are opaque strings, good for `after`/`before` of the same field only. They are not positions in the log (`Cursor`).',
})
export class PageInfoType {
  @Field(() => Boolean)
  hasNextPage!: boolean;

  @Field(() => Boolean)
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true })
  startCursor!: string | null;

  @Field(() => String, { nullable: true })
  endCursor!: string | null;
}

@Directive('@shareable')
@ObjectType('UserError', { description: 'A mistake in the input that the caller can correct.' })
export class UserErrorType implements UserError {
  @Field(() => String, { description: 'Stable, e.g. TAKEN, INVALID, NOT_FOUND, LIMIT_REACHED.' })
  code!: UserError['code'];

  @Field(() => String)
  message!: string;

  @Field(() => [String], { nullable: true })
  field!: string[] | null;
}

@Directive('@shareable')
@ObjectType('DeletePayload')
export class DeletePayloadType {
  @Field(() => ID, { nullable: true })
  deletedId!: string | null;

  @Field(() => [UserErrorType])
  userErrors!: UserErrorType[];
}

@Directive('@shareable')
@ObjectType('JobPayload')
export class JobPayloadType {
  @Field(() => Int)
  accepted!: number;

  @Field(() => String)
  detail!: string;

  @Field(() => [UserErrorType])
  userErrors!: UserErrorType[];
}
