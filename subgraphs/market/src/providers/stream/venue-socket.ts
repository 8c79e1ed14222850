import type { IncomingMessage } from 'node:http';
import type { Clock } from '@marketgraph/service';
import { WebSocket } from 'ws';
import { retryAfterOf } from '../rest/classify-http.ts';
import { hostOf, plainReason } from './plain-reason.ts';

const TICK_MS = 250;
const PING_MS = 1_000;
/** Pings go out each second: a link on which nothing comes back for so long is dead, whatever TCP says. */
const SILENCE_MS = 2_500;
const CONNECT_LIMIT_MS = 5_000;
/** A tick that comes this late says that we were held up ourselves: what the venue said meanwhile is still unread. */
const HELD_UP_MS = 1_000;
const MAX_FRAME_BYTES = 4 * 1024 * 1024;
const TOO_MANY = 429;

export interface SocketOptions {
  readonly url: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** A venue that answers pings and tells nothing for so long is connected in name only. */
  readonly muteLimitMs: number;
  /** Why a handshake was refused with this status; null: for no reason in particular. */
  handshakeReason(status: number): string | null;
  onOpen(): void;
  onFrame(frame: string): void;
}

/** Why a connection ended, in words without addresses. */
export interface SocketEnd {
  readonly reason: string;
  readonly rateLimited: boolean;
  readonly retryAfterMs: number | null;
  /** Nobody ended it: nothing came any more. */
  readonly wasSilent: boolean;
}

/** One websocket connection: watched by pings, ended by whatever ends it first. */
export class VenueSocket {
  readonly #ws: WebSocket;
  readonly #ended = Promise.withResolvers<SocketEnd>();
  readonly #done = new AbortController();
  #isPaused = false;
  readonly #beganAt: number;
  #heardAt: number;
  #frameAt: number;
  #pingedAt: number;

  constructor(readonly options: SocketOptions) {
    const now = options.clock.now();
    [this.#beganAt, this.#heardAt, this.#frameAt, this.#pingedAt] = [now, now, now, now];
    // Frames are small and many: inflating each would cost more than it saves.
    this.#ws = new WebSocket(options.url, { perMessageDeflate: false, maxPayload: MAX_FRAME_BYTES });
    this.#listen();
    options.signal.addEventListener('abort', this.#abort, { once: true });
    void this.#watch(AbortSignal.any([options.signal, this.#done.signal]));
    if (options.signal.aborted) this.#abort();
  }

  /** Resolves when it is over; nothing is told by it afterwards. */
  get ended(): Promise<SocketEnd> {
    return this.#ended.promise;
  }

  send(message: string): void {
    if (this.#ws.readyState === WebSocket.OPEN) this.#ws.send(message);
  }

  end(reason: string, more: Partial<SocketEnd> = {}): void {
    if (this.#done.signal.aborted) return;
    this.#done.abort();
    this.options.signal.removeEventListener('abort', this.#abort);
    this.#ws.terminate();
    this.#ended.resolve({ reason, rateLimited: false, retryAfterMs: null, wasSilent: false, ...more });
  }

  /** What the venue sends stays with it until `resume`. */
  pause(): void {
    this.#isPaused = true;
    this.#ws.pause();
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#heardNow();
    this.#ws.resume();
  }

  readonly #abort = () => this.end('The feed was closed.');

  #listen(): void {
    const { url } = this.options;
    const ws = this.#ws;
    ws.on('open', () => {
      this.#heardNow();
      if (this.#isPaused) ws.pause();
      this.options.onOpen();
    });
    ws.on('message', (data) => this.#frame(String(data)));
    ws.on('ping', () => this.#heard());
    ws.on('pong', () => this.#heard());
    ws.on('error', (error) => this.end(plainReason(error, url)));
    ws.on('close', (code, reason) => {
      const told = reason.length > 0 ? `: ${plainReason(reason.toString(), url)}` : '';
      this.end(`${hostOf(url)} closed the connection (${code}${told}).`);
    });
    ws.on('unexpected-response', (_, response) => this.#refused(response));
  }

  #refused(response: IncomingMessage): void {
    const { statusCode = 0, headers } = response;
    response.destroy();
    const retryAfterMs = retryAfterOf({ 'retry-after': headers['retry-after'] ?? '' }, this.options.clock.now());
    const why = this.options.handshakeReason(statusCode);
    this.end(`${hostOf(this.options.url)} refused the connection (HTTP ${statusCode}${why === null ? '' : `: ${why}`}).`, {
      rateLimited: statusCode === TOO_MANY,
      retryAfterMs,
    });
  }

  #frame(frame: string): void {
    if (this.#done.signal.aborted) return;
    this.#heard();
    this.#frameAt = this.#heardAt;
    this.options.onFrame(frame);
  }

  #heard(): void {
    this.#heardAt = this.options.clock.now();
  }

  #heardNow(): void {
    this.#heard();
    this.#frameAt = this.#heardAt;
  }

  async #watch(signal: AbortSignal): Promise<void> {
    const { clock } = this.options;
    for (let last = clock.now(); ; ) {
      await clock.sleep(TICK_MS, signal);
      if (signal.aborted) return;
      const now = clock.now();
      if (now - last > HELD_UP_MS) this.#heard();
      else if (!this.#isPaused) this.#check(now);
      last = now;
    }
  }

  #check(now: number): void {
    const why = this.#whyOver(now);
    if (why !== null) this.end(why, { wasSilent: true });
    else if (this.#isOpen && now - this.#pingedAt >= PING_MS) this.#ping(now);
  }

  #whyOver(now: number): string | null {
    const { muteLimitMs, url } = this.options;
    if (!this.#isOpen)
      return now - this.#beganAt >= CONNECT_LIMIT_MS ? `${hostOf(url)} did not answer within ${CONNECT_LIMIT_MS / 1_000} s.` : null;
    if (now - this.#heardAt >= SILENCE_MS) return `Nothing was heard of ${hostOf(url)} for ${SILENCE_MS / 1_000} s.`;
    return now - this.#frameAt >= muteLimitMs ? `${hostOf(url)} answers pings and tells nothing.` : null;
  }

  get #isOpen(): boolean {
    return this.#ws.readyState === WebSocket.OPEN;
  }

  #ping(now: number): void {
    this.#pingedAt = now;
    this.#ws.ping();
  }
}
