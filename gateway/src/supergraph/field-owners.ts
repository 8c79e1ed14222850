import type { Subgraphs } from '@apollo/federation-internals';
import { isInterfaceType, isObjectType } from 'graphql';

/** Which subgraphs can answer a field ("Instrument.alerts"). */
export type FieldOwners = ReadonlyMap<string, ReadonlySet<string>>;

export function fieldOwners(subgraphs: Subgraphs): FieldOwners {
  const owners = new Map<string, Set<string>>();
  for (const { name, schema } of subgraphs.values()) {
    for (const type of Object.values(schema.toGraphQLJSSchema().getTypeMap())) {
      const fields = isObjectType(type) || isInterfaceType(type) ? Object.keys(type.getFields()) : [];
      for (const field of fields) {
        const coordinate = `${type.name}.${field}`;
        owners.set(coordinate, (owners.get(coordinate) ?? new Set()).add(name));
      }
    }
  }
  return owners;
}
