import { composeServices } from '@apollo/composition';
import { parse, printSchema } from 'graphql';
import { arrange } from './arrange.mjs';
import { addressOf } from './places.mjs';

/** What the gateway serves out of these subgraphs; throws with every composition error. */
export function compose(sdlByName, promise) {
  const services = Object.entries(sdlByName).map(([name, sdl]) => ({ name, url: addressOf(name), typeDefs: parse(sdl) }));
  const result = composeServices(services);
  if (result.errors) throw new Error(result.errors.map((error) => `${error.extensions?.code}: ${error.message}`).join('\n'));
  const api = result.schema.toAPISchema().toGraphQLJSSchema();
  return {
    supergraph: arrange(result.supergraphSdl, promise),
    api: arrange(printSchema(api), promise),
    hints: result.hints.map(String),
  };
}
