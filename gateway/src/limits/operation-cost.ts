import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  valueFromASTUntyped,
} from 'graphql';
import { fragmentsByName } from '../queries/fragments-by-name.ts';
import { costOfUnits, OBJECT_IN_LIST, ownCost, VALUE_IN_LIST } from './field-costs.ts';
import { assumedSize, isList, type ListSize, listSize, numberIn, type Variables } from './list-sizes.ts';

/** What an operation costs with these variables, in points; known before anything is planned. */
export type OperationCost = (variables: Variables) => number;

type Cost = number | OperationCost;

/**
 * Made once for each operation. What a field costs is asked for each object that has it: a list multiplies what is within by the size that
 * its arguments say, and so does a connection for its `nodes` and `edges`. What depends on no variable is added up here.
 */
export function operationCost(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): OperationCost {
  const root = schema.getRootType(operation.operation);
  const cost = root ? new Costing(schema, fragmentsByName(document)).selections(operation.selectionSet, root, null) : 0;
  if (typeof cost === 'number') return () => cost;
  const byDefault = defaultsOf(operation);
  return (variables) => cost({ ...byDefault, ...variables });
}

/** Of variables that are not given. */
function defaultsOf({ variableDefinitions = [] }: OperationDefinitionNode): Variables {
  const given = variableDefinitions.flatMap(({ variable, defaultValue }) =>
    defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)] as const] : [],
  );
  return Object.fromEntries(given);
}

class Costing {
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  ) {}

  /** `entries`: of the connection whose object this is. What the schema does not know costs nothing: validation refuses it. */
  selections({ selections }: SelectionSetNode, parent: GraphQLCompositeType, entries: ListSize | null): Cost {
    return sum(
      selections.map((selection) => {
        if (selection.kind === Kind.FIELD) return this.#field(selection, parent, entries);
        const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : this.fragments.get(selection.name.value);
        if (!fragment) return 0;
        const condition = fragment.typeCondition && this.schema.getType(fragment.typeCondition.name.value);
        const type = fragment.typeCondition ? condition : parent;
        return isCompositeType(type) ? this.selections(fragment.selectionSet, type, entries) : 0;
      }),
    );
  }

  #field(field: FieldNode, parent: GraphQLCompositeType, entries: ListSize | null): Cost {
    const definition = fieldOf(parent, field.name.value);
    if (!definition) return 0;
    const type = getNamedType(definition.type);
    const size = listSize(parent.name, definition, field);
    const isMany = isList(definition.type);
    const times = isMany ? (size ?? entries ?? assumedSize()) : 1;
    const within = isCompositeType(type) && field.selectionSet ? this.selections(field.selectionSet, type, isMany ? null : size) : 0;
    const own = isCompositeType(type) ? OBJECT_IN_LIST : VALUE_IN_LIST;
    const each = sum([isMany ? own : 1, within]);
    return sum([ownCost(parent.name, definition), unitsOf(parent.name, field), product(times, each)]);
  }
}

/** What an argument makes dearer without making the answer longer. */
function unitsOf(parent: string, { name, arguments: given = [] }: FieldNode): Cost {
  const costed = costOfUnits(parent, name.value);
  const value = costed && given.find((argument) => argument.name.value === costed.argument)?.value;
  if (!costed || !value) return 0;
  const units = numberIn(value);
  return product(costed.points, value.kind === Kind.VARIABLE ? (variables) => units(variables) ?? 0 : (units({}) ?? 0));
}

function fieldOf(parent: GraphQLCompositeType, name: string): GraphQLField<unknown, unknown> | undefined {
  return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
}

function sum(costs: readonly Cost[]): Cost {
  const fixed = costs.reduce<number>((total, cost) => total + (typeof cost === 'number' ? cost : 0), 0);
  const others = costs.filter((cost) => typeof cost !== 'number');
  return others.length === 0 ? fixed : (variables) => others.reduce((total, cost) => total + cost(variables), fixed);
}

function product(one: Cost, other: Cost): Cost {
  if (typeof one === 'number' && typeof other === 'number') return one * other;
  return (variables) => pointsOf(one, variables) * pointsOf(other, variables);
}

function pointsOf(cost: Cost, variables: Variables): number {
  return typeof cost === 'number' ? cost : cost(variables);
}
