import { Acknowledgements } from './acknowledgements.js';
import type { Access } from './access.js';
import type { Api } from './api.js';
import { CarillonError } from './error.js';
import { LongPoll, SHORTER } from './long-poll.js';
import { FetchSource, type StreamSource } from './fetch-source.js';
import type { ConnectionState, StreamMessage } from './messages.js';
import { Network } from './network.js';
import { SupervisedStream } from './stream.js';
import type { Timing } from './timing.js';

// More than a proxy usually waits for before it lets anything through.
const PADDING = '16384';
/** How much two lives may differ that something has cut by its clock: by this part, and by some milliseconds. */
const SAME = 0.03;
const SAME_MILLIS = 200;

/** The messages that have a place in the history, and can be acknowledged. */
const IN_THE_LOG: ReadonlySet<string> = new Set(['notification', 'recall', 'update']);

export interface SourceListener {
  onMessage(message: StreamMessage, cursor: string | undefined): void;
  onState(state: ConnectionState): void;
}

export interface SourceSettings {
  types: readonly string[];
  snapshot: number;
  acknowledge: boolean;
  timing: Timing;
  cursor(): string | undefined;
  clientId(): string | undefined;
}

/** Where messages come from in the tab that leads: the stream, or one poll after the other while there is none. */
export class Source {
  #state: ConnectionState | undefined;
  #quiet: ReturnType<typeof setTimeout> | undefined;
  #grace: ReturnType<typeof setTimeout> | undefined;
  #again: ReturnType<typeof setTimeout> | undefined;
  #suspected = false;
  /** How long the last stream lived that was cut; 0 if it ended otherwise. */
  #lived = 0;
  readonly #stream: SupervisedStream;
  readonly #poll: LongPoll;
  readonly #network: Network;
  readonly #acknowledgements: Acknowledgements;

  constructor(
    private readonly api: Api,
    private readonly access: Access,
    private readonly settings: SourceSettings,
    private readonly listener: SourceListener,
  ) {
    const { timing } = settings;
    const both = {
      onMessage: (message: StreamMessage, cursor: string | undefined) => this.#onMessage(message, cursor),
      onDown: () => this.#onDown(),
      onSignedOut: () => this.#onSignedOut(),
    };
    this.#network = new Network(timing.network);
    this.#stream = new SupervisedStream((padded) => this.#connect(padded), () => this.#signedIn(), timing, {
      ...both,
      onMute: (padded) => this.#onMute(padded),
      onCut: (lived) => this.#onCut(lived),
    }, settings.snapshot ? 'snapshot' : undefined);
    this.#poll = new LongPoll(api, (counted) => this.#query('after', counted), timing, this.#network, both);
    this.#acknowledgements = new Acknowledgements(api, () => settings.clientId(), timing.ack);
  }

  get state(): ConnectionState | undefined {
    return this.#state;
  }

  /** @param elsewhere the browser may be in another network than before: a stream is tried beside the polls */
  start(elsewhere = false): void {
    const { poll, padded } = this.#network.habits;
    this.#onDown();
    if (poll) {
      this.#poll.start();
      this.#tryAgain();
    }
    if (!poll || elsewhere) {
      this.#stream.start(!!padded);
    }
  }

  stop(): void {
    this.#stream.stop();
    this.#poll.stop();
    clearTimeout(this.#quiet);
    clearTimeout(this.#grace);
    clearTimeout(this.#again);
    this.#grace = undefined;
    void this.#acknowledgements.flush();
  }

  wake(): void {
    this.#stream.wake();
    this.#poll.wake();
  }

  /** The browser says that there is no network: not worth waiting for. */
  noNetwork(): void {
    if (this.#state !== 'signed-out') {
      this.#tell('offline');
    }
  }

  #onMessage(message: StreamMessage, cursor: string | undefined): void {
    if (this.#stream.flows) {
      this.#poll.stop();
      if (this.#suspected) {
        this.#suspected = false;
        this.#network.learn({ padded: true });
      }
    }
    clearTimeout(this.#grace);
    this.#grace = undefined;
    this.listener.onMessage(message, cursor);
    if (IN_THE_LOG.has(message.type) && cursor && this.settings.acknowledge) {
      this.#acknowledgements.add(cursor);
    }
    if (message.type === 'session-expired') {
      void this.#stream.renew();
    } else if (message.type === 'connected' || message.type === 'reset') {
      this.#tell('catching-up');
      this.#untilQuiet();
    } else if (this.#state === 'catching-up') {
      this.#untilQuiet();
    } else if (message.type !== 'reconnect') {
      this.#tell('live');
    }
  }

  #untilQuiet(): void {
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => this.#tell('live'), this.settings.timing.quiet);
  }

  #onDown(): void {
    if (this.#poll.answers) {
      return;
    }
    clearTimeout(this.#quiet);
    if (this.#state !== 'offline') {
      this.#tell('connecting');
    }
    this.#grace ??= setTimeout(() => {
      this.#tell('offline');
      this.#poll.start();
    }, this.settings.timing.grace);
  }

  #onMute(padded: boolean): void {
    this.#poll.start();
    this.#suspected = !padded;
    if (padded) {
      this.#network.learn({ poll: true, padded: false });
      this.#tryAgain();
    }
  }

  /**
   * Two streams that lived equally long were cut by a clock. Each time, the page would hear nothing until the browser
   * connects again: polls that end before the clock does are better.
   */
  #onCut(lived: number): void {
    const { pollMin, cut } = this.settings.timing;
    const again = Math.abs(lived - this.#lived) < lived * SAME + SAME_MILLIS;
    this.#lived = lived > pollMin && lived < cut ? lived : 0;
    if (again && this.#lived) {
      this.#network.learn({ poll: true, padded: false, wait: Math.max(pollMin, lived * SHORTER) });
      this.#stream.stop();
      this.#poll.start();
      this.#tryAgain();
    }
  }

  /** Tries a stream when the network's habits are forgotten. */
  #tryAgain(): void {
    clearTimeout(this.#again);
    const wait = (this.#network.habits.until ?? Date.now() + this.settings.timing.network) - Date.now();
    this.#again = setTimeout(() => this.#stream.start(false), wait);
  }

  #onSignedOut(): void {
    this.stop();
    this.#tell('signed-out');
  }

  #tell(state: ConnectionState): void {
    if (state !== this.#state) {
      this.#state = state;
      this.listener.onState(state);
    }
  }

  #connect(padded: boolean): StreamSource {
    const query = this.#query('lastEventId', true);
    query.set('keepAlive', 'message');
    if (padded) {
      query.set('padding', PADDING);
    }
    const address = `${this.api.url}/stream?${query}`;
    return this.access.needsFetch
      ? new FetchSource((init) => this.access.request(address, init, true))
      : new EventSource(address, { withCredentials: true });
  }

  #query(cursorIs: string, counted: boolean): URLSearchParams {
    const { types, snapshot } = this.settings;
    const query = new URLSearchParams();
    const add = (name: string, value: string | undefined): void => {
      if (value) {
        query.set(name, value);
      }
    };
    add('types', types.join(','));
    add('snapshot', counted && snapshot ? String(snapshot) : undefined);
    add('clientId', this.settings.clientId());
    add(cursorIs, this.settings.cursor());
    return query;
  }

  async #signedIn(): Promise<boolean | undefined> {
    try {
      return this.access.hasTicket ? await this.access.mayOpen() : !!(await this.api.unread(true));
    } catch (error) {
      return error instanceof CarillonError && error.status === 401 ? false : undefined;
    }
  }
}
