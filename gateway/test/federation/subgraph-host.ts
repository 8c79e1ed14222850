import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { type ExecutionArgs, execute, parse, validate } from 'graphql';
import { serveHttp } from '../support/http-server.ts';
import { type FederatedGraph, fieldResolver, schemaOf } from './federated-graph.ts';

/** All subgraphs of many graphs on one port, with no secret: http://127.0.0.1:PORT/GRAPH/SUBGRAPH. */
export async function hostSubgraphs(graphs: readonly FederatedGraph[]) {
  const hosted = new Map<string, Hosted>();
  for (const { name, subgraphs } of graphs) {
    for (const [subgraph, source] of Object.entries(subgraphs))
      hosted.set(`/${name}/${subgraph}`, { schema: schemaOf(source), fieldResolver: fieldResolver(source) });
  }
  const { origin, close } = await serveHttp((request, response) => void answer(hosted, request, response));
  return { addressOf: (graph: string, subgraph: string) => `${origin}/${graph}/${subgraph}`, close };
}

type Hosted = Required<Pick<ExecutionArgs, 'schema' | 'fieldResolver'>>;

/** As any GraphQL server would: what is sent to it is validated, too. */
async function answer(hosted: ReadonlyMap<string, Hosted>, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { query, variables: variableValues, operationName } = JSON.parse(await text(request));
  const subgraph = hosted.get(request.url ?? '');
  if (!subgraph) return void response.writeHead(404).end();
  const document = parse(query);
  const errors = validate(subgraph.schema, document);
  const result = errors.length > 0 ? { errors } : await execute({ ...subgraph, document, variableValues, operationName, contextValue: {} });
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result));
}
