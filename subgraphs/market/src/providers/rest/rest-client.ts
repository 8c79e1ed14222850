import { type Clock, type Logger, type Metrics, reasonOf } from '@marketgraph/service';
import { SECOND_MS } from '@marketgraph/vocabulary';
import type { Allowance, CallBudget } from '../../domain/call-budget.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import { classifyHttp, retryAfterOf } from './classify-http.ts';
import { type HttpGet, type HttpGetOptions, httpGet } from './http-get.ts';
import { redaction, toldReason } from './redact.ts';
import type { Classify, RestAnswer, RestClient } from './rest-answer.ts';
import { type RestMetrics, restMetrics } from './rest-metrics.ts';

type Query = Readonly<Record<string, string>>;

export interface RestClientOptions extends HttpGetOptions {
  /** Names budget, metrics and log lines. */
  readonly provider: string;
  /** Sent with every call, e.g. the key where the provider wants it in the address. */
  readonly query?: Query;
  /** What must not be told: keys, wherever they are sent. */
  readonly secrets: readonly string[];
  readonly budget: CallBudget;
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly classify?: Classify;
  /** How often a call is repeated that got no answer; each time is taken from the budget. */
  readonly retries?: number;
}

/** What is allowed within this time is waited for: limits per second. */
const SHORT_WAIT_MS = 2 * SECOND_MS;
const FIRST_RETRY_MS = 500;
const RETRIES = 2;
const UNKNOWN_BUDGET_MS = 5 * SECOND_MS;
/** After a refusal that does not say how long. */
const UNTOLD_PAUSE_MS = 60 * SECOND_MS;

export function openRestClient(options: RestClientOptions): RestClient {
  return new BudgetedClient(options);
}

class BudgetedClient implements RestClient {
  readonly #get: HttpGet;
  readonly #redact: (text: string) => string;
  readonly #classify: Classify;
  readonly #circuit = new CircuitBreaker();
  readonly #metrics: RestMetrics;
  /** Until then the provider does not want to be asked. */
  #refusedUntil = 0;

  constructor(readonly options: RestClientOptions) {
    this.#get = httpGet(options);
    this.#redact = redaction(options.secrets);
    this.#classify = options.classify ?? classifyHttp;
    this.#metrics = restMetrics(options.metrics, options.provider);
  }

  async get(path: string, query: Query, signal?: AbortSignal): Promise<RestAnswer> {
    const { clock, random, retries = RETRIES } = this.options;
    for (let failures = 0; ; failures++) {
      const held = await this.#enter(signal);
      if (held) return held;
      const answer = await this.#call(path, query, signal);
      const isFinal = answer.kind !== 'UPSTREAM_DOWN' || answer.retryAfterMs !== undefined || failures >= retries;
      if (isFinal || signal?.aborted) return answer;
      await clock.sleep(random() * FIRST_RETRY_MS * 2 ** failures, signal);
    }
  }

  /** Null when a call may be made; what it waits for is its turn, not the provider. */
  async #enter(signal?: AbortSignal): Promise<RestAnswer | null> {
    const { clock } = this.options;
    const deadline = clock.now() + SHORT_WAIT_MS;
    while (!signal?.aborted) {
      const hold = await this.#tryEnter();
      if (!hold) return null;
      const waitMs = hold.until - clock.now();
      if (hold.until > deadline || hold.answer.kind !== 'RATE_LIMITED') {
        this.#metrics.held(hold.why);
        return hold.answer;
      }
      await clock.sleep(Math.max(waitMs, 1), signal);
    }
    return { kind: 'UPSTREAM_DOWN', reason: 'Given up before it was called.' };
  }

  async #tryEnter(): Promise<Hold | null> {
    const { clock, budget } = this.options;
    const now = clock.now();
    if (now < this.#refusedUntil) return this.#later('REFUSED', this.#refusedUntil, 'It has asked to be left alone until then.');
    const restMs = this.#circuit.enter(now);
    if (restMs !== null) return circuitOpen(now, restMs);
    const allowance = await budget.take().catch((error: unknown) => this.#unknownBudget(error));
    if (allowance.allowed) return null;
    this.#circuit.left();
    return this.#later('BUDGET', allowance.retryAt, 'The budget of calls is spent until then.');
  }

  /** One that cannot be asked allows nothing. */
  #unknownBudget(error: unknown): Allowance {
    const { provider, logger, clock } = this.options;
    logger.warn('The budget of a provider cannot be asked.', { provider, reason: toldReason(reasonOf(error), this.#redact) });
    return { allowed: false, retryAt: clock.now() + UNKNOWN_BUDGET_MS };
  }

  #later(why: Hold['why'], until: number, reason: string): Hold {
    return { why, until, answer: { kind: 'RATE_LIMITED', retryAfterMs: Math.max(until - this.options.clock.now(), 0), reason } };
  }

  async #call(path: string, query: Query, signal?: AbortSignal): Promise<RestAnswer> {
    const answer = await this.#answer(path, query, signal);
    const { clock } = this.options;
    if (signal?.aborted) return this.#givenUp(answer);
    if (answer.kind === 'UPSTREAM_DOWN') this.#circuit.failed(clock.now());
    else this.#circuit.succeeded();
    const pauseMs = answer.kind === 'OK' ? answer.pauseMs : pauseOf(answer);
    if (pauseMs !== undefined) await this.#refused(pauseMs);
    this.#metrics.called(answer.kind, this.#circuit.state(clock.now()));
    if (answer.kind !== 'OK') this.#tell(path, answer);
    return answer;
  }

  /** By its caller: that says nothing of the provider. */
  #givenUp(answer: RestAnswer): RestAnswer {
    this.#circuit.left();
    this.#metrics.called('GIVEN_UP', this.#circuit.state(this.options.clock.now()));
    return answer;
  }

  async #answer(path: string, query: Query, signal?: AbortSignal): Promise<RestAnswer> {
    const { clock, query: always = {} } = this.options;
    try {
      const { status, headers, text } = await this.#get(path, { ...query, ...always }, signal);
      return this.#completed(this.#meaning(status, headers, text), retryAfterOf(headers, clock.now()));
    } catch (error) {
      const isTooLarge = (error as { code?: string }).code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE';
      return this.#completed({ kind: isTooLarge ? 'MALFORMED' : 'UPSTREAM_DOWN', reason: reasonOf(error) }, null);
    }
  }

  /** An answer that nobody can make anything of is the provider's, too. */
  #meaning(...[status, headers, text]: Parameters<Classify>): RestAnswer {
    try {
      return this.#classify(status, headers, text);
    } catch (error) {
      return { kind: 'MALFORMED', reason: reasonOf(error) };
    }
  }

  /** With what the headers say of when to come back, and without a secret. */
  #completed(answer: RestAnswer, retryAfterMs: number | null): RestAnswer {
    if (answer.kind === 'OK') return answer;
    const reason = toldReason(answer.reason, this.#redact);
    if (answer.kind === 'RATE_LIMITED') {
      return { ...answer, reason, retryAfterMs: answer.retryAfterMs ?? retryAfterMs ?? UNTOLD_PAUSE_MS };
    }
    if (answer.kind !== 'UPSTREAM_DOWN' || retryAfterMs === null) return { ...answer, reason };
    return { ...answer, reason, retryAfterMs: answer.retryAfterMs ?? retryAfterMs };
  }

  /** It is kept with the budget: whoever starts anew does not ask sooner either. */
  async #refused(pauseMs: number): Promise<void> {
    this.#refusedUntil = Math.max(this.#refusedUntil, this.options.clock.now() + pauseMs);
    await this.options.budget.hold(this.#refusedUntil).catch((error: unknown) => this.#unknownBudget(error));
  }

  #tell(path: string, { kind, reason }: { kind: RestAnswer['kind']; reason: string }): void {
    const { provider, logger } = this.options;
    logger.warn('A provider did not answer as asked.', { provider, path: this.#redact(path), outcome: kind, reason });
  }
}

function pauseOf(answer: Exclude<RestAnswer, { kind: 'OK' }>): number | undefined {
  return answer.kind === 'RATE_LIMITED' ? (answer.retryAfterMs ?? UNTOLD_PAUSE_MS) : answer.retryAfterMs;
}

/** Why nobody is asked right now. */
interface Hold {
  readonly why: 'REFUSED' | 'CIRCUIT' | 'BUDGET';
  readonly until: number;
  readonly answer: RestAnswer;
}

function circuitOpen(now: number, retryAfterMs: number): Hold {
  const reason = 'It has not answered several times in a row and is left alone for a while.';
  return { why: 'CIRCUIT', until: now + retryAfterMs, answer: { kind: 'UPSTREAM_DOWN', reason, retryAfterMs } };
}
