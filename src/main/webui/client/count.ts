import type { Api, Notification, Unread } from '@carillon/client';
import type { List } from './list.js';

/** By how much something changes the two counts. */
export interface Difference {
  unread: number;
  unseen: number;
  /** It may be another one by the server's word, which knows what else was read or seen when. */
  isGuess?: boolean;
}

export const NO_DIFFERENCE: Difference = { unread: 0, unseen: 0 };

/**
 * The exact counts: the server's last word, and what has come since. The two come by different ways and may
 * overtake each other; since a count says up to which notification it goes, none is counted twice or forgotten.
 */
export class Count {
  unread = 0;
  unseen = 0;
  /** The user has seen everything up to this id. */
  seenThrough = 0;
  /** The newest change of preferences that the server has counted by; undefined before its first word. */
  preferences: number | undefined;
  #version = -1;
  /** The server's last word includes every notification up to this id. */
  #upTo = 0;
  /** The amount that each later notification has added, by id. */
  readonly #since = new Map<number, Difference>();
  #newest = 0;

  constructor(
    private readonly api: () => Api,
    private readonly onChange: () => void,
  ) {}

  /** The newest notification that has been shown, or could have been. */
  get newest(): number {
    return this.#newest;
  }

  isUnseen({ id, isRead, isSeen }: Notification): boolean {
    return !isRead && !isSeen && id > this.seenThrough;
  }

  /** How much these weigh. */
  of(list: List): { unread: number; unseen: number } {
    return {
      unread: list.filter(({ isRead }) => !isRead).length,
      unseen: list.filter((one) => this.isUnseen(one)).length,
    };
  }

  /** Counts with a list, which may have been asked for a moment later. */
  snapshot(tally: Unread, list: List): void {
    this.#newest = Math.max(this.#newest, ...list.map(({ id }) => id));
    list
      .filter(({ id, isRead }) => id > tally.upTo && !isRead)
      .forEach(({ id, isSeen, collapseKey }) =>
        this.#since.set(id, { unread: 1, unseen: isSeen ? 0 : 1, isGuess: !!collapseKey }),
      );
    this.told(tally);
  }

  /** The server has counted, at a moment that may lie before or after the last notification. */
  told(tally: Unread): void {
    if (this.#take(tally)) {
      // A notification that was replaced or taken back since may have been read or seen before.
      void this.ask();
    }
  }

  /** Returns whether the sum is a guess. */
  #take({ unread, unseen, seenThrough, version, upTo, preferences = 0 }: Unread): boolean {
    if (version < this.#version) {
      return false;
    }
    this.#version = version;
    this.#upTo = Math.max(this.#upTo, upTo);
    this.unread = unread;
    this.unseen = unseen;
    this.seenThrough = seenThrough;
    this.preferences = Math.max(preferences, this.preferences ?? 0);
    let isGuess = false;
    this.#since.forEach((difference, id) => {
      if (id > this.#upTo) {
        this.#add(difference);
        isGuess ||= !!difference.isGuess;
      } else {
        this.#since.delete(id);
      }
    });
    this.onChange();
    return isGuess;
  }

  /** @param difference one of each for an unread one, less what it replaces */
  notification(id: number, difference: Difference): void {
    this.#newest = Math.max(this.#newest, id);
    if (id > this.#upTo && !this.#since.has(id)) {
      this.#since.set(id, difference);
      this.change(difference);
    }
  }

  /** Counts the user's own change at once; the server's count follows. */
  change(difference: Difference): void {
    this.#add(difference);
    this.onChange();
  }

  #add({ unread, unseen }: Difference): void {
    this.unread = Math.max(0, this.unread + unread);
    this.unseen = Math.max(0, this.unseen + unseen);
  }

  async ask(): Promise<void> {
    try {
      this.#take(await this.api().unread());
    } catch {
      // The counts stay; the next message brings new ones.
    }
  }

  /** After a reset versions may start again. */
  forget(): void {
    this.#version = -1;
    this.#upTo = 0;
    this.#newest = 0;
    this.seenThrough = 0;
    this.preferences = undefined;
    this.#since.clear();
  }
}
