import { traceparentOf } from '@marketgraph/service';
import type { SubscribePayload } from 'graphql-ws';
import type { GatewayContext } from '../../queries/gateway-context.ts';
import { codedError } from './accepted-operation.ts';
import type { OperationResult, Protocol, ProtocolOptions, ProtocolTools } from './connection.ts';
import { Conversation } from './conversation.ts';
import { Expiries } from './expiries.ts';

/**
 * graphql-transport-ws. Whatever is wrong with an operation is its own error message: only a broken protocol closes the socket. The server of
 * graphql-ws keeps an async iterator, a dozen closures and the client's messages for each subscription; a conversation keeps what ends it.
 */
export function subscriptionProtocol(options: ProtocolOptions): Protocol {
  const tools: ProtocolTools = {
    options,
    expiries: new Expiries(options.clock),
    execute: (payload, asker) => execute(options, payload, asker),
  };
  return { open: (connection) => new Conversation(connection, tools) };
}

async function execute(
  { apollo, admission }: Pick<ProtocolOptions, 'apollo' | 'admission'>,
  { query, operationName, variables, extensions }: SubscribePayload,
  asker: Pick<GatewayContext, 'viewer' | 'deadline'>,
): Promise<OperationResult> {
  const request = { query, ...(operationName && { operationName }), ...(variables && { variables }) };
  const { body } = await apollo.executeOperation(request, {
    contextValue: { ...asker, trace: traceparentOf(extensions?.['traceparent']) },
  });
  if (body.kind !== 'single') return { errors: [codedError('BAD_REQUEST', '@defer and @stream are not served over websockets.').toJSON()] };
  const { data, errors } = body.singleResult;
  // What is not valid is validated again each time.
  if (data === undefined && query) admission.forget(query);
  return { ...(data !== undefined && { data }), ...(errors && { errors }) };
}
