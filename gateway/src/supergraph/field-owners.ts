import type { Subgraphs } from '@apollo/federation-internals';

/** Which subgraphs can answer a field ("Instrument.alerts"). */
export type FieldOwners = ReadonlyMap<string, ReadonlySet<string>>;

export function fieldOwners(subgraphs: Subgraphs): FieldOwners {
  const owners = new Map<string, Set<string>>();
  for (const { name, schema } of subgraphs.values()) {
    for (const type of [...schema.objectTypes(), ...schema.interfaceTypes()]) {
      for (const { coordinate } of type.fields()) owners.set(coordinate, (owners.get(coordinate) ?? new Set()).add(name));
    }
  }
  return owners;
}
