import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ConnectionState, Notification } from '@carillon/client';
import { Inbox, type InboxOptions } from '@carillon/client/inbox';

/** Gaps shorter than this are not worth a word: a resume takes moments and loses nothing. */
const FLICKER_MILLIS = 1_500;

/** Ties an inbox to an element: connected while the element is in the page, rendered when it changes. */
export class InboxController implements ReactiveController {
  #inbox: Inbox | undefined;
  #options: InboxOptions | undefined;
  #unread = 0;
  #unseen = 0;
  #state: ConnectionState = 'connecting';
  #shown: ConnectionState = 'connecting';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly host: ReactiveControllerHost & HTMLElement,
    private readonly onNotification: (notification: Notification) => void,
    private readonly onRecall: (id: number) => void,
    private readonly onUpdate: (notification: Notification) => void,
    private readonly onEmptied: () => void,
  ) {
    host.addController(this);
  }

  get inbox(): Inbox | undefined {
    return this.#inbox;
  }

  get unread(): number {
    return this.#unread;
  }

  get unseen(): number {
    return this.#unseen;
  }

  /** The state as it is to be shown, which lags a little behind, so that short gaps do not flicker. */
  get connection(): ConnectionState {
    return this.#shown;
  }

  connect(options: InboxOptions): void {
    this.#options = options;
    if (this.host.isConnected) {
      this.hostConnected();
    }
  }

  hostConnected(): void {
    if (!this.#options) {
      return;
    }
    this.hostDisconnected();
    const inbox = new Inbox({
      ...this.#options,
      onNotification: (one) => this.onNotification(one),
      onRecall: ({ id }) => this.onRecall(id),
      onUpdate: ({ notification }) => this.onUpdate(notification),
      onEmptied: () => this.onEmptied(),
    });
    this.#inbox = inbox;
    inbox.subscribe(() => this.#onChange(inbox));
    this.#onChange(inbox);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#inbox?.close();
    this.#inbox = undefined;
  }

  #onChange(inbox: Inbox): void {
    const { unread, unseen, connection } = inbox.state;
    if (unread !== this.#unread) {
      this.#unread = unread;
      this.#tell('carillon-unread', unread);
    }
    if (unseen !== this.#unseen) {
      this.#unseen = unseen;
      this.#tell('carillon-unseen', unseen);
    }
    if (connection !== this.#state) {
      this.#state = connection;
      this.host.dataset.state = connection;
      this.#tell('carillon-state', connection);
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#show(connection), connection === 'live' ? 0 : FLICKER_MILLIS);
    }
    this.host.requestUpdate();
  }

  #show(connection: ConnectionState): void {
    this.#shown = connection;
    this.host.requestUpdate();
  }

  #tell(name: string, detail: unknown): void {
    this.host.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}
