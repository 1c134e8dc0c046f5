import type { Api, Unread } from '@carillon/client';
import type { List } from './list.js';

/**
 * The exact unread count: the server's last word, and what has come since. The two come by different ways and may
 * overtake each other; since a count says up to which notification it goes, none is counted twice or forgotten.
 */
export class Count {
  unread = 0;
  #version = -1;
  /** The server's last word includes every notification up to this id. */
  #upTo = 0;
  /** The amount that each later notification has added, by id. */
  readonly #since = new Map<number, number>();
  #newest = 0;

  constructor(
    private readonly api: () => Api,
    private readonly onChange: () => void,
  ) {}

  /** The newest notification that has been shown, or could have been. */
  get newest(): number {
    return this.#newest;
  }

  /** A count with a list, which may have been asked for a moment later. */
  snapshot(tally: Unread, list: List): void {
    this.#newest = Math.max(this.#newest, ...list.map(({ id }) => id));
    list.filter(({ id, isRead }) => id > tally.upTo && !isRead).forEach(({ id }) => this.#since.set(id, 1));
    this.told(tally);
  }

  /** The server has counted, at a moment that may lie before or after the last notification. */
  told({ unread, version, upTo }: Unread): void {
    if (version < this.#version) {
      return;
    }
    this.#version = version;
    this.#upTo = Math.max(this.#upTo, upTo);
    this.unread = unread;
    this.#since.forEach((difference, id) => {
      if (id > this.#upTo) {
        this.unread += difference;
      } else {
        this.#since.delete(id);
      }
    });
    this.onChange();
  }

  /** @param difference 1 for an unread one, less what it replaces */
  notification(id: number, difference: number): void {
    this.#newest = Math.max(this.#newest, id);
    if (id > this.#upTo && !this.#since.has(id)) {
      this.#since.set(id, difference);
      this.change(difference);
    }
  }

  /** Counts the user's own change at once; the server's count follows. */
  change(difference: number): void {
    this.unread = Math.max(0, this.unread + difference);
    this.onChange();
  }

  async ask(): Promise<void> {
    try {
      this.told(await this.api().unread());
    } catch {
      // The count stays; the next message brings a new one.
    }
  }

  /** After a reset versions may start again. */
  forget(): void {
    this.#version = -1;
    this.#upTo = 0;
    this.#newest = 0;
    this.#since.clear();
  }
}
