import { Acknowledgements } from './acknowledgements.js';
import { CarillonError, type Api } from './api.js';
import { parseCursor } from './cursor.js';
import { isWanted } from './filter.js';
import type { ConnectionState, StreamMessage } from './messages.js';
import { Polling } from './polling.js';
import { SupervisedStream } from './stream.js';
import type { Timing } from './timing.js';

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

/** Where messages come from in the tab that leads: the stream, or polling while there is none. */
export class Source {
  #state: ConnectionState | undefined;
  #quiet: ReturnType<typeof setTimeout> | undefined;
  #grace: ReturnType<typeof setTimeout> | undefined;
  readonly #stream: SupervisedStream;
  readonly #polling: Polling;
  readonly #acknowledgements: Acknowledgements;

  constructor(
    private readonly api: Api,
    private readonly settings: SourceSettings,
    private readonly listener: SourceListener,
  ) {
    const { timing } = settings;
    this.#stream = new SupervisedStream(() => this.#address(), () => this.#signedIn(), timing, {
      onMessage: (message, cursor) => this.#onMessage(message, cursor),
      onDown: () => this.#onDown(),
      onSignedOut: () => this.#onSignedOut(),
    });
    this.#polling = new Polling(
      api,
      timing,
      (type) => isWanted(settings.types, type),
      (message) => listener.onMessage(message, undefined),
      () => this.#onSignedOut(),
    );
    this.#acknowledgements = new Acknowledgements(api, () => settings.clientId(), timing.ack);
  }

  get state(): ConnectionState | undefined {
    return this.#state;
  }

  start(): void {
    this.#onDown();
    this.#stream.start();
  }

  stop(): void {
    this.#stream.stop();
    this.#polling.stop();
    clearTimeout(this.#quiet);
    clearTimeout(this.#grace);
    this.#grace = undefined;
    void this.#acknowledgements.flush();
  }

  wake(): void {
    this.#stream.wake();
  }

  /** The browser says that there is no network: not worth waiting for. */
  noNetwork(): void {
    if (this.#state !== 'signed-out') {
      this.#tell('offline');
    }
  }

  #onMessage(message: StreamMessage, cursor: string | undefined): void {
    this.#polling.stop();
    clearTimeout(this.#grace);
    this.#grace = undefined;
    this.listener.onMessage(message, cursor);
    if (message.type === 'notification' && cursor && this.settings.acknowledge) {
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
    clearTimeout(this.#quiet);
    if (this.#state !== 'offline') {
      this.#tell('connecting');
    }
    this.#grace ??= setTimeout(() => {
      this.#tell('offline');
      this.#polling.start(parseCursor(this.settings.cursor())?.id);
    }, this.settings.timing.grace);
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

  #address(): string {
    const { types, snapshot } = this.settings;
    const query = new URLSearchParams({ keepAlive: 'message' });
    const add = (name: string, value: string | undefined): void => {
      if (value) {
        query.set(name, value);
      }
    };
    add('types', types.join(','));
    add('snapshot', snapshot ? String(snapshot) : undefined);
    add('clientId', this.settings.clientId());
    add('lastEventId', this.settings.cursor());
    return `${this.api.url}/stream?${query}`;
  }

  async #signedIn(): Promise<boolean> {
    try {
      await this.api.unread();
      return true;
    } catch (error) {
      return !(error instanceof CarillonError && error.status === 401);
    }
  }
}
