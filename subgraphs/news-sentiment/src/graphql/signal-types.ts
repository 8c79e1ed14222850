import { DateTimeScalar, NodeType, PageInfoType } from '@marketgraph/subgraph-server';
import { encodeId, type SignalAction } from '@marketgraph/vocabulary';
import { Directive, Field, Float, ObjectType } from 'type-graphql';
import type { Signal, SignalEvidence } from '../domain/signals/signal.ts';
import { SignalActionEnum } from './enums.ts';

/** `articles` is answered by its resolver. */
@ObjectType('SignalEvidence')
export class SignalEvidenceType {
  @Field(() => String, { description: 'e.g. RSI, MACD, MOMENTUM, SENTIMENT.' })
  name!: string;

  @Field(() => Float, { description: 'The observed value, before weighting.' })
  value!: number;

  @Field(() => Float)
  weight!: number;

  @Field(() => Float, { description: "weight x normalised value; all contributions add up to the signal's score." })
  contribution!: number;

  @Field(() => String)
  explanation!: string;

  articleIds!: readonly string[];
}

@Directive('@key(fields: "id")')
@ObjectType('Signal', {
  implements: NodeType,
  description: 'What price and news together suggest for one instrument, with everything it rests on.',
})
export class SignalType extends NodeType {
  @Directive('@shareable')
  @Field(() => String)
  symbol!: string;

  @Directive('@shareable')
  @Field(() => SignalActionEnum)
  action!: SignalAction;

  @Directive('@shareable')
  @Field(() => Float, { description: 'From -1 to 1; the sum of the contributions of its evidence.' })
  score!: number;

  @Directive('@shareable')
  @Field(() => Float)
  confidence!: number;

  @Field(() => [SignalEvidenceType])
  evidence!: SignalEvidenceType[];

  @Directive('@shareable')
  @Field(() => String)
  algorithm!: string;

  @Directive('@shareable')
  @Field(() => DateTimeScalar)
  issuedAt!: number;

  @Directive('@shareable')
  @Field(() => SignalActionEnum, { nullable: true })
  previousAction!: SignalAction | null;

  signalId!: string;
}

@ObjectType('SignalEdge')
export class SignalEdgeType {
  @Field(() => SignalType)
  node!: SignalType;

  @Field(() => String)
  cursor!: string;
}

@ObjectType('SignalConnection')
export class SignalConnectionType {
  @Field(() => [SignalEdgeType])
  edges!: SignalEdgeType[];

  @Field(() => [SignalType])
  nodes!: SignalType[];

  @Field(() => PageInfoType)
  pageInfo!: PageInfoType;
}

export function toSignalType(signal: Signal): SignalType {
  const { signalId, symbol, action, previousAction, score, confidence, algorithm, issuedAt } = signal;
  const own = { signalId, symbol, action, previousAction, score, confidence, algorithm, issuedAt };
  return Object.assign(new SignalType(), own, { id: encodeId('Signal', signalId), evidence: signal.evidence.map(toEvidenceType) });
}

function toEvidenceType({ name, value, weight, contribution, explanation, articleIds }: SignalEvidence): SignalEvidenceType {
  return Object.assign(new SignalEvidenceType(), { name, value, weight, contribution, explanation, articleIds });
}
