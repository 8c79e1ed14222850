import { type GraphQLSchema, getVariableValues, type OperationDefinitionNode, print, type VariableDefinitionNode } from 'graphql';

const MAX_ERRORS = 50;
/** Of `_entities`. */
const REFERENCES = '[_Any!]!';

type Variables = Readonly<Record<string, unknown>>;

/** Variables as graphql-js reads them. */
export class VariableReader {
  readonly #definitions: readonly VariableDefinitionNode[];
  readonly #references: readonly VariableDefinitionNode[];

  constructor(
    private readonly schema: GraphQLSchema,
    { variableDefinitions = [] }: OperationDefinitionNode,
  ) {
    this.#definitions = variableDefinitions;
    this.#references = variableDefinitions.filter(({ type }) => print(type) === REFERENCES);
  }

  read(given: Variables): ReturnType<typeof getVariableValues> {
    // Nothing is to be found out about references that are objects, of which there may be hundreds.
    const asTheyAre = this.#references.filter(({ variable }) => isListOfObjects(given[variable.name.value]));
    const others = this.#definitions.filter((definition) => !asTheyAre.includes(definition));
    const { coerced, errors } = getVariableValues(this.schema, others, given, { maxErrors: MAX_ERRORS });
    if (errors) return { errors };
    for (const { variable } of asTheyAre) coerced[variable.name.value] = given[variable.name.value];
    return { coerced };
  }
}

function isListOfObjects(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'object' && item !== null);
}
