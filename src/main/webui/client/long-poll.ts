import type { Answer, Api } from './api.js';
import { CarillonError } from './error.js';
import type { StreamMessage } from './messages.js';
import type { Network } from './network.js';
import type { StreamListener } from './stream.js';
import { backoff, type Timing } from './timing.js';

/** The part of the time until a cut that a poll waits. */
export const SHORTER = 0.8;

/** Asks for one answer after the other on the stream's cursor, where no stream gets through. */
export class LongPoll {
  #running: AbortController | undefined;
  #attempt = 0;
  #beganAt = 0;
  #countedAt = 0;
  #answers = 0;

  /** @param query of a request, without `wait` */
  constructor(
    private readonly api: Api,
    private readonly query: (counted: boolean) => URLSearchParams,
    private readonly timing: Timing,
    private readonly network: Network,
    private readonly listener: StreamListener,
  ) {}

  /** Whether the last request was answered. */
  get answers(): boolean {
    return this.#answers > 0;
  }

  start(): void {
    if (!this.#running) {
      this.#running = new AbortController();
      this.#attempt = 0;
      this.#countedAt = 0;
      void this.#run(this.#running.signal);
    }
  }

  stop(): void {
    this.#running?.abort();
    this.#running = undefined;
    this.#answers = 0;
  }

  /** Timers may have slept, and the request may be dead without knowing. */
  wake(): void {
    if (this.#running && Date.now() - this.#beganAt > this.#patience) {
      this.stop();
      this.start();
    }
  }

  get #wait(): number {
    return Math.min(this.timing.pollWait, this.network.habits.wait ?? Infinity);
  }

  get #patience(): number {
    return this.#wait + this.timing.open;
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const pause = await this.#ask(signal);
      await new Promise((later) => setTimeout(later, pause));
    }
  }

  /** Returns the pause before the next request. */
  async #ask(signal: AbortSignal): Promise<number> {
    const request = new AbortController();
    const stop = (): void => request.abort();
    signal.addEventListener('abort', stop);
    const late = setTimeout(stop, this.#patience);
    this.#beganAt = Date.now();
    const wait = this.#wait;
    try {
      const answer = await this.api.poll(this.#parameters(wait), request.signal);
      return signal.aborted ? 0 : this.#heard(answer);
    } catch (error) {
      return signal.aborted ? 0 : this.#failed(error, wait);
    } finally {
      clearTimeout(late);
      signal.removeEventListener('abort', stop);
    }
  }

  /** A change of the inbox has no cursor, and is lost between two polls: the count is asked for from time to time. */
  #parameters(wait: number): URLSearchParams {
    const counted = this.#beganAt - this.#countedAt > this.timing.recount;
    if (counted) {
      this.#countedAt = this.#beganAt;
    }
    const query = this.query(counted);
    // The server counts in seconds, and answers `wait=0` at once: a shorter wait would be asked again and again.
    query.set('wait', String(Math.max(1, Math.floor(wait / 1_000))));
    return query;
  }

  #heard({ cursor, clientId, caller, resumed, messages, retryInMs }: Answer): number {
    this.#attempt = 0;
    const whose = caller ? { caller } : {};
    if (!this.#answers++) {
      this.#tell({ type: 'connected', ...(clientId && { clientId }), ...whose, resumed: !!resumed }, undefined);
    }
    // The page learns the user before the messages.
    if (messages.length) {
      this.#tell({ type: 'ping', ...whose }, undefined);
    }
    messages.forEach((message) => this.#tell(message, message.cursor));
    this.#tell({ type: 'ping', ...whose }, cursor);
    return retryInMs ?? this.timing.pollPause;
  }

  /** A page that stops polling in the middle of an answer gets the rest on its next stream. */
  #tell(message: StreamMessage, cursor: string | undefined): void {
    if (this.#running) {
      this.listener.onMessage(message, cursor);
    }
  }

  #failed(error: unknown, wait: number): number {
    if (error instanceof CarillonError && error.status === 401) {
      this.listener.onSignedOut();
      return 0;
    }
    const lasted = Math.min(Date.now() - this.#beganAt, wait);
    if (lasted > this.timing.pollMin) {
      // Something on the way cuts what takes so long.
      this.network.learn({ wait: Math.max(this.timing.pollMin, lasted * SHORTER) });
      return this.timing.pollPause;
    }
    this.#answers = 0;
    this.listener.onDown();
    return backoff(this.#attempt++, this.timing);
  }
}
