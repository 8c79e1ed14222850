/**
 * What graphql-ws is given for a subscription: an iterator that never yields. The protocol (ids, complete, clean-up) stays with
 * graphql-ws, the messages go from the hub straight to the socket.
 */
export class OpenSubscription implements AsyncGenerator<never, void, void> {
  readonly #ended = Promise.withResolvers<IteratorReturnResult<undefined>>();
  #leave: (() => void) | null = null;

  /** `leave` runs once, however it ends. */
  constructor(enter: (fail: (error: Error) => void) => () => void) {
    this.#ended.promise.catch(() => undefined);
    const leave = enter((error) => this.#end(error));
    this.#leave = leave;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<never, undefined>> {
    return this.#ended.promise;
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    this.#end(null);
    return { done: true, value: undefined };
  }

  async throw(error: Error): Promise<IteratorReturnResult<undefined>> {
    this.#end(error);
    return { done: true, value: undefined };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end(null);
  }

  #end(error: Error | null): void {
    this.#leave?.();
    this.#leave = null;
    if (error) this.#ended.reject(error);
    else this.#ended.resolve({ done: true, value: undefined });
  }
}
