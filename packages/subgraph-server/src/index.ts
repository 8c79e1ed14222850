export { CompiledOperations } from './compiled-operations.ts';
export type { SubgraphApi, SubgraphContext } from './context.ts';
export { buildFederatedSchema, type Entity, type FederatedSchemaOptions } from './federated-schema.ts';
export { formatError } from './format-error.ts';
export { badInput, type InputErrorCode } from './input-error.ts';
export { type Connection, decodePageCursor, encodePageCursor, MAX_PAGE, type PageKey, pageSize, toConnection } from './paging.ts';
export { CountScalar, DateTimeScalar, DecimalScalar, DurationScalar, EmailAddressScalar, UrlScalar } from './scalars.ts';
export { type ServeOptions, serveSubgraph } from './serve-subgraph.ts';
export { DeletePayloadType, JobPayloadType, NodeType, PageInfoType, UserErrorType } from './types.ts';
