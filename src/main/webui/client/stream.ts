import type { StreamSource } from './fetch-source.js';
import type { StreamMessage } from './messages.js';
import { backoff, type Timing } from './timing.js';

export interface StreamListener {
  onMessage(message: StreamMessage, cursor: string | undefined): void;
  /** There is no stream at the moment. */
  onDown(): void;
  /** The session was rejected; the stream has stopped. */
  onSignedOut(): void;
}

export interface SupervisedStreamListener extends StreamListener {
  /**
   * The stream is mute: other requests are answered, and nothing comes of this one, or only in lumps. It is opened again with
   * padding, once; then it has stopped.
   */
  onMute(padded: boolean): void;
  /** Something has ended a stream that had been open for so long, without a farewell. */
  onCut(lived: number): void;
}

const CLOSED = 2;
/** Milliseconds. A message that comes so much later than it was made was held back until another one pushed it through. */
const LATE = 1_000;
/** The same for what may be late by itself: a pod without the bus asks the database every two seconds. */
const LATE_NEWS = 5_000;
/** Milliseconds by which two times differ that are one: the first message was slower, or this page was busy. */
const CLOSE = 500;
/** As many messages in a row that came with the next one are no chance. */
const PUSHED = 2;

/**
 * Keeps an `EventSource` open. A browser reconnects by itself after a lost connection, but gives up after any
 * answer other than an event stream (a 503, a proxy's HTML page), and never notices a connection that died silently, or that
 * a proxy holds back. These cases are mended here with a new `EventSource`.
 */
export class SupervisedStream {
  #source: StreamSource | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  #heardAt = 0;
  /** When the current stream began; 0 if it is not open, or ends by the server's will. */
  #openedAt = 0;
  /** Between the pod's clock and this one, by the stream's first message. */
  #clocks = 0;
  /** Messages in a row that seem to have come only when the next one was sent. */
  #pushed = 0;
  #running = false;
  #padded = false;
  #flows = false;

  /**
   * @param connect opens one; a new one cannot send `Last-Event-ID`: the cursor is in the query
   * @param signedIn asks whether the session is rejected, because `EventSource` does not tell a 401 from a 503; undefined if
   *   nobody answers
   * @param beginsWith the type of the last message of a beginning; undefined if there is only one
   */
  constructor(
    private readonly connect: (padded: boolean) => StreamSource,
    private readonly signedIn: () => Promise<boolean | undefined>,
    private readonly timing: Timing,
    private readonly listener: SupervisedStreamListener,
    private readonly beginsWith?: StreamMessage['type'],
  ) {}

  /** Whether messages come as they are sent, as far as is known. */
  get flows(): boolean {
    return this.#flows;
  }

  start(padded = this.#padded): void {
    this.#running = true;
    this.#attempt = 0;
    this.#padded = padded;
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
  async renew(mute = false): Promise<void> {
    if (!this.#running) {
      return;
    }
    this.#drop();
    this.listener.onDown();
    const signedIn = await this.signedIn();
    if (!this.#running || this.#source) {
      return;
    }
    if (signedIn === false) {
      this.stop();
      this.listener.onSignedOut();
    } else if (mute && signedIn) {
      this.#onMute();
    } else {
      this.#after(backoff(this.#attempt++, this.timing), () => this.#open());
    }
  }

  #onMute(): void {
    const padded = this.#padded;
    if (padded) {
      this.stop();
      this.#padded = false;
    } else {
      this.#padded = true;
      this.#open();
    }
    this.listener.onMute(padded);
  }

  #open(): void {
    this.#drop();
    const source = this.connect(this.#padded);
    this.#source = source;
    this.#heardAt = Date.now();
    this.#after(this.timing.open, () => void this.renew(true));
    source.onmessage = (event: MessageEvent<string>) => {
      if (source === this.#source) {
        this.#heard(event);
      }
    };
    source.onerror = () => {
      if (source !== this.#source) {
        return;
      }
      this.#flows = false;
      if (this.#openedAt) {
        this.listener.onCut(Date.now() - this.#openedAt);
        this.#openedAt = 0;
      }
      if (source !== this.#source) {
        return;
      }
      if (source.readyState === CLOSED) {
        void this.renew();
      } else {
        this.listener.onDown();
      }
    };
  }

  #heard(event: MessageEvent<string>): void {
    let message: StreamMessage | undefined;
    try {
      message = JSON.parse(event.data) as StreamMessage;
    } catch {
      // It is a sign of life all the same.
    }
    const silence = Date.now() - this.#heardAt;
    this.#heardAt += silence;
    this.#attempt = 0;
    if (message?.type === 'connected') {
      this.#openedAt = this.#heardAt;
      this.#clocks = this.#age(message);
      this.#pushed = 0;
    } else if (message?.type === 'reconnect') {
      this.#openedAt = 0;
    }
    // Each message pushes the one before it through some proxies, and padding pushes them all. Only the last one of the
    // beginning shows that a message comes by itself.
    const last = this.#padded ? 'ping' : this.beginsWith;
    if (this.#flows || !last || (message?.type === last && !(this.#age(message) - this.#clocks > LATE))) {
      this.#flows = true;
      this.#after(this.timing.silence, () => void this.renew());
    }
    if (message) {
      this.listener.onMessage(message, event.lastEventId || undefined);
      this.#look(message, silence);
    }
  }

  /**
   * A proxy that holds one message back lets it go when the next one is sent. So it is as late as the stream was silent; a page
   * that slept, or a client that catches up, gets late messages at once.
   */
  #look(message: StreamMessage, silence: number): void {
    const late = this.#age(message) - this.#clocks;
    const isPushed = late > (message.type === 'ping' ? LATE : LATE_NEWS) && Math.abs(late - silence) < CLOSE;
    this.#pushed = isPushed ? this.#pushed + 1 : 0;
    if (this.#flows && this.#pushed === PUSHED) {
      void this.renew(true);
    }
  }

  /** Milliseconds since the pod made it, by two clocks; NaN if it does not say when. */
  #age(message: StreamMessage): number {
    return this.#heardAt - Date.parse(message.timestamp ?? '');
  }

  #drop(): void {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = undefined;
    this.#openedAt = 0;
    this.#flows = false;
  }

  #after(delay: number, then: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(then, delay);
  }
}
