import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLOutputType,
  type GraphQLSchema,
  type GraphQLType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  typeFromAST,
} from 'graphql';

const scalars: Record<string, string> = { Int: 'number', Float: 'number', Boolean: 'boolean', Count: 'number' };

type Selected = Map<string, { name: string; sets: SelectionSetNode[] }>;

/** TypeScript shapes of what documents select and take. Every scalar that is no number or boolean travels as a string. */
export class Shapes {
  readonly #named = new Set<string>();
  readonly #schema: GraphQLSchema;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;

  constructor(schema: GraphQLSchema, fragments: ReadonlyMap<string, FragmentDefinitionNode>) {
    this.#schema = schema;
    this.#fragments = fragments;
  }

  ofOperation(node: OperationDefinitionNode): string {
    const root = this.#schema.getRootType(node.operation);
    return this.#selection(root?.name ?? '', [node.selectionSet], '');
  }

  ofVariables(node: OperationDefinitionNode): string {
    const fields = (node.variableDefinitions ?? []).map((definition) => {
      const type = typeFromAST(this.#schema, definition.type as never) as GraphQLType;
      const optional = !isNonNullType(type) || definition.defaultValue !== undefined;
      return `${definition.variable.name.value}${optional ? '?' : ''}: ${this.#input(type)}${optional ? ' | undefined' : ''}`;
    });
    return fields.length > 0 ? `{ ${fields.join('; ')} }` : 'Record<string, never>';
  }

  printFragment(node: FragmentDefinitionNode): string {
    return `export type ${node.name.value} = ${this.#selection(node.typeCondition.name.value, [node.selectionSet], '')};\n`;
  }

  namesIn(text: string): string[] {
    return [...this.#named].filter((name) => new RegExp(`\\b${name}\\b`).test(text)).sort();
  }

  /** Enums and inputs in use; inputs may name further ones, so the set grows while it is printed. */
  printNamed(): string {
    const printed = new Map<string, string>();
    for (const name of this.#named) printed.set(name, this.#declaration(name));
    return [...printed.keys()]
      .sort()
      .map((name) => `\n${printed.get(name)}`)
      .join('');
  }

  #declaration(name: string): string {
    const type = this.#schema.getType(name);
    if (isEnumType(type))
      return `export type ${name} = ${type
        .getValues()
        .map((value) => `'${value.name}'`)
        .join(' | ')};\n`;
    if (!isInputObjectType(type)) throw new Error(`${name} is neither enum nor input`);
    const fields = Object.values(type.getFields()).map((field) => {
      const optional = !isNonNullType(field.type) || field.defaultValue !== undefined;
      return `  ${field.name}${optional ? '?' : ''}: ${this.#input(field.type)}${optional ? ' | undefined' : ''};`;
    });
    return `export interface ${name} {\n${fields.join('\n')}\n}\n`;
  }

  #selection(typeName: string, sets: readonly SelectionSetNode[], indent: string): string {
    const type = this.#schema.getType(typeName);
    if (!isObjectType(type)) throw new Error(`${typeName} is not an object type`);
    const fields: Selected = new Map();
    for (const set of sets) this.#collect(set, fields);
    const inner = `${indent}  `;
    const lines = [...fields].map(([key, field]) => {
      const fieldType = type.getFields()[field.name]?.type;
      if (!fieldType) throw new Error(`${typeName}.${field.name} is not in the schema`);
      return `${inner}${key}: ${this.#output(fieldType, field.sets, inner)};`;
    });
    return `{\n${lines.join('\n')}\n${indent}}`;
  }

  #collect(set: SelectionSetNode, into: Selected): void {
    for (const node of set.selections) {
      if (node.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = this.#fragments.get(node.name.value);
        if (fragment) this.#collect(fragment.selectionSet, into);
      } else if (node.kind === Kind.FIELD) addField(node, into);
    }
  }

  #output(type: GraphQLOutputType, sets: readonly SelectionSetNode[], indent: string): string {
    if (!isNonNullType(type)) return `${this.#present(type, sets, indent)} | null`;
    return this.#present(type.ofType, sets, indent);
  }

  #present(type: GraphQLOutputType, sets: readonly SelectionSetNode[], indent: string): string {
    if (isListType(type)) return `Array<${this.#output(type.ofType, sets, indent)}>`;
    const name = getNamedType(type).name;
    return sets.length > 0 ? this.#selection(name, sets, indent) : this.#leaf(name);
  }

  #input(type: GraphQLType): string {
    const inner = isNonNullType(type) ? type.ofType : type;
    const text = isListType(inner) ? `ReadonlyArray<${this.#input(inner.ofType)}>` : this.#leaf(getNamedType(inner).name);
    return isNonNullType(type) ? text : `${text} | null`;
  }

  #leaf(name: string): string {
    if (isScalarType(this.#schema.getType(name))) return scalars[name] ?? 'string';
    this.#named.add(name);
    return name;
  }
}

function addField(node: FieldNode, into: Selected): void {
  const key = node.alias?.value ?? node.name.value;
  const entry = into.get(key) ?? { name: node.name.value, sets: [] };
  if (node.selectionSet) entry.sets.push(node.selectionSet);
  into.set(key, entry);
}
