import type { ApolloServerPlugin } from '@apollo/server';
import { newTraceId } from '@marketgraph/service';
import type { GatewayContext } from './gateway-context.ts';
import { traceIdOf } from './trace-id.ts';

/** Apollo Server formats errors without saying whose they are: it tells that before, to plugins. */
export class ErrorOwners {
  readonly #owners = new WeakMap<object, GatewayContext>();

  readonly plugin: ApolloServerPlugin<GatewayContext> = {
    requestDidStart: async () => ({
      didEncounterErrors: async ({ errors, contextValue }) => {
        for (const error of errors) this.#owners.set(error, contextValue);
      },
    }),
  };

  traceIdOf(error: unknown): string {
    const owner = typeof error === 'object' && error !== null ? this.#owners.get(error) : undefined;
    return owner ? traceIdOf(owner) : newTraceId();
  }
}
