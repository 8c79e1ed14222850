import type { Part } from '@marketgraph/service';
import type { Database } from './database.ts';

/** Shows among the parts of a process how its database is doing; whoever opened the database closes it. */
export function databasePart(name: string, database: Pick<Database, 'health'>): Part {
  return { name, start: async () => undefined, stop: async () => undefined, health: () => database.health() };
}
