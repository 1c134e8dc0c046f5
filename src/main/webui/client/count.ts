import type { Api, Unread } from '@carillon/client';
import type { List } from './list.js';

/**
 * A count and a notification come by different ways: neither tells whether the other is in it already. If they come
 * within so short a time, the server is asked once it is quiet.
 */
const RACE_MILLIS = 2_000;

/** The exact unread count: the server's last word, and what has come since. */
export class Count {
  unread = 0;
  #version = -1;
  /** The count includes every notification up to this id. */
  #upTo = 0;
  #countAt = -Infinity;
  #notificationAt = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly api: () => Api,
    private readonly raceMillis: number | undefined,
    private readonly onChange: () => void,
  ) {}

  /** Up to where notifications are in the count, and so have been shown or could have been. */
  get upTo(): number {
    return this.#upTo;
  }

  /** A snapshot's count and list are of the same moment. */
  snapshot(tally: Unread, list: List): void {
    if (this.#take(tally)) {
      this.#upTo = Math.max(this.#upTo, ...list.map(({ id }) => id));
    }
  }

  /** The server has counted, at a moment that may lie before or after the last notification. */
  told(tally: Unread): void {
    this.#countAt = Date.now();
    this.#take(tally);
    this.#verify();
  }

  /** @param difference 1 for an unread one, less what it replaces */
  notification(id: number, difference: number): void {
    if (id <= this.#upTo) {
      return;
    }
    this.#upTo = id;
    this.#notificationAt = Date.now();
    this.change(difference);
    this.#verify();
  }

  /** What the user does here is counted at once; the server's word follows. */
  change(difference: number): void {
    this.unread = Math.max(0, this.unread + difference);
    this.onChange();
  }

  async ask(): Promise<void> {
    const askedAt = Date.now();
    try {
      this.#take(await this.api().unread());
    } catch {
      // The count stays; the next message brings a new one.
      return;
    }
    if (this.#notificationAt >= askedAt) {
      this.#askLater();
    }
  }

  /** Another history: its versions begin anew. */
  forget(): void {
    this.#version = -1;
    this.#upTo = 0;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #take({ unread, version }: Unread): boolean {
    if (version < this.#version) {
      return false;
    }
    this.#version = version;
    this.unread = unread;
    this.onChange();
    return true;
  }

  #verify(): void {
    if (Math.abs(this.#countAt - this.#notificationAt) < this.#race) {
      this.#askLater();
    }
  }

  #askLater(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.ask(), this.#race);
  }

  get #race(): number {
    return this.raceMillis ?? RACE_MILLIS;
  }
}
