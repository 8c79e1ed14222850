/** What a provider's answer means. Its HTTP status alone does not tell: some answer errors with 200. */
export type RestAnswer =
  /** `pauseMs`: nobody is asked for so long, because the provider counts and little is left. */
  | { readonly kind: 'OK'; readonly body: unknown; readonly pauseMs?: number }
  | { readonly kind: 'RATE_LIMITED'; readonly retryAfterMs: number | null; readonly reason: string }
  /** UNAUTHORISED: no key, or a wrong one. NOT_ENTITLED: the key's plan does not include it. UPSTREAM_DOWN: to be tried again. */
  | {
      readonly kind: 'UNAUTHORISED' | 'NOT_ENTITLED' | 'BAD_REQUEST' | 'UPSTREAM_DOWN' | 'MALFORMED';
      readonly reason: string;
      /** Of UPSTREAM_DOWN, where it is known: sooner nobody is asked. */
      readonly retryAfterMs?: number;
    };

/** One provider's REST interface: within its budget, with time-outs, and behind a circuit breaker. It never throws for an answer. */
export interface RestClient {
  get(path: string, query: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<RestAnswer>;
}

/** Of an HTTP answer; names in lower case. */
export type AnswerHeaders = Readonly<Record<string, string>>;

/** How one provider says what its answers mean; what is left open, as when to come back, is read from the headers. */
export type Classify = (status: number, headers: AnswerHeaders, text: string) => RestAnswer;
