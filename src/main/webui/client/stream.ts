import type { StreamMessage } from './messages.js';
import { backoff, type Timing } from './timing.js';

export interface StreamListener {
  onMessage(message: StreamMessage, cursor: string | undefined): void;
  /** There is no stream at the moment. */
  onDown(): void;
  /** The session was refused; the stream has stopped. */
  onSignedOut(): void;
}

/**
 * Keeps an `EventSource` open. A browser reconnects by itself after a lost connection, but gives up after any
 * answer other than an event stream (a 503, a proxy's HTML page), and never notices a connection that died silently.
 * Both cases are mended here with a new `EventSource`.
 */
export class SupervisedStream {
  #source: EventSource | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  #heardAt = 0;
  #running = false;

  /**
   * @param address called for every new `EventSource`, which cannot send `Last-Event-ID`: the cursor is in the query
   * @param signedIn asks whether the session is refused, because `EventSource` does not tell a 401 from a 503
   */
  constructor(
    private readonly address: () => string,
    private readonly signedIn: () => Promise<boolean>,
    private readonly timing: Timing,
    private readonly listener: StreamListener,
  ) {}

  start(): void {
    this.#running = true;
    this.#attempt = 0;
    this.#open();
  }

  stop(): void {
    this.#running = false;
    this.#drop();
  }

  /** The network or the page is back: timers may have slept, so what they would have found is looked at now. */
  wake(): void {
    if (this.#running && (!this.#source || Date.now() - this.#heardAt > this.timing.silence)) {
      this.start();
    }
  }

  /** Lets go of the stream and finds out whether there may be another one. */
  async renew(): Promise<void> {
    this.#drop();
    this.listener.onDown();
    const signedIn = await this.signedIn();
    if (!this.#running || this.#source) {
      return;
    }
    if (!signedIn) {
      this.stop();
      this.listener.onSignedOut();
      return;
    }
    this.#after(backoff(this.#attempt++, this.timing), () => this.#open());
  }

  #open(): void {
    this.#drop();
    const source = new EventSource(this.address(), { withCredentials: true });
    this.#source = source;
    this.#heardAt = Date.now();
    this.#after(this.timing.open, () => void this.renew());
    source.onmessage = (event: MessageEvent<string>) => {
      if (source === this.#source) {
        this.#heard(event);
      }
    };
    source.onerror = () => {
      if (source !== this.#source) {
        return;
      }
      if (source.readyState === EventSource.CLOSED) {
        void this.renew();
      } else {
        this.listener.onDown();
      }
    };
  }

  #heard(event: MessageEvent<string>): void {
    this.#heardAt = Date.now();
    this.#attempt = 0;
    this.#after(this.timing.silence, () => void this.renew());
    let message: StreamMessage;
    try {
      message = JSON.parse(event.data) as StreamMessage;
    } catch {
      return;
    }
    this.listener.onMessage(message, event.lastEventId || undefined);
  }

  #drop(): void {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = undefined;
  }

  #after(delay: number, then: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(then, delay);
  }
}
