import type { ApolloServerPlugin } from '@apollo/server';
import { newTraceId } from '@marketgraph/service';
import { countOf } from './few-errors.ts';
import type { Formatting } from './format-error.ts';
import type { GatewayContext } from './gateway-context.ts';
import { traceIdOf } from './trace-id.ts';

type Owner = Omit<Formatting, 'logger'>;

/** Apollo Server formats errors without saying whose they are: it tells that before, to plugins. */
export class ErrorOwners {
  readonly #owners = new WeakMap<object, Owner>();

  readonly plugin: ApolloServerPlugin<GatewayContext> = {
    requestDidStart: async () => ({
      didEncounterErrors: async ({ errors, contextValue }) => {
        const hasLeft = contextValue.deadline?.hasLeft ?? false;
        const owner = { traceId: traceIdOf(contextValue), errors: countOf(errors), logged: new Set<string>(), hasLeft };
        for (const error of errors) this.#owners.set(error, owner);
      },
    }),
  };

  ownerOf(error: unknown): Owner {
    const owner = typeof error === 'object' && error !== null ? this.#owners.get(error) : undefined;
    return owner ?? { traceId: newTraceId() };
  }
}
