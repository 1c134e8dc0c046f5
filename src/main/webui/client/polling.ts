import { CarillonError, type Api } from './api.js';
import type { StreamMessage } from './messages.js';
import type { Timing } from './timing.js';

const PAGE = 50;

/**
 * Polls as the Express application always did, but only while no stream can be opened. It passes on its findings as the
 * messages of a stream, without cursor.
 */
export class Polling {
  #timers: ReturnType<typeof setInterval>[] = [];
  #newest: number | undefined;

  constructor(
    private readonly api: Api,
    private readonly timing: Timing,
    private readonly wanted: (type: string) => boolean,
    private readonly deliver: (message: StreamMessage) => void,
    private readonly onSignedOut: () => void,
  ) {}

  /** @param newest the id up to which the stream has delivered, if there ever was one */
  start(newest: number | undefined): void {
    if (this.#timers.length) {
      return;
    }
    this.#newest = newest;
    this.#timers = [
      setInterval(() => void this.#try(() => this.#list()), this.timing.pollList),
      setInterval(() => void this.#try(() => this.#unread()), this.timing.pollUnread),
    ];
    void this.#try(() => this.#list());
  }

  stop(): void {
    this.#timers.forEach(clearInterval);
    this.#timers = [];
  }

  async #list(): Promise<void> {
    const [page, unread] = await Promise.all([this.api.list({ limit: PAGE }), this.api.unread()]);
    if (!this.#timers.length) {
      return;
    }
    const notifications = page.notifications.filter((notification) => this.wanted(notification.type));
    const known = this.#newest;
    this.#newest = Math.max(known ?? 0, ...notifications.map(({ id }) => id));
    if (known !== undefined) {
      const fresh = notifications.filter(({ id }) => id > known).reverse();
      const { caller } = unread;
      fresh.forEach((data) => this.deliver({ type: 'notification', data, ...(caller && { caller }) }));
    }
    this.deliver({ type: 'snapshot', ...unread, notifications });
  }

  async #unread(): Promise<void> {
    const unread = await this.api.unread();
    if (this.#timers.length) {
      this.deliver({ type: 'inbox', ...unread });
    }
  }

  async #try(ask: () => Promise<void>): Promise<void> {
    try {
      await ask();
    } catch (error) {
      if (error instanceof CarillonError && error.status === 401) {
        this.onSignedOut();
      }
    }
  }
}
