import type { Notification } from '@carillon/client';
import type { List } from './list.js';

/** Answers to requests are seconds old at most; more changes than this do not come meanwhile. */
const REMEMBERED = 100;

/**
 * The latest recalls and updates by senders. A list that was asked for before may arrive after it, and must not bring the
 * old text back.
 */
export class Changes {
  /** By id; `undefined` for a recalled one. */
  readonly #newest = new Map<number, Notification | undefined>();

  recall(id: number): void {
    this.#remember(id, undefined);
  }

  update(notification: Notification): void {
    this.#remember(notification.id, notification);
  }

  #remember(id: number, now: Notification | undefined): void {
    this.#newest.delete(id);
    this.#newest.set(id, now);
    if (this.#newest.size > REMEMBERED) {
      this.#newest.delete(this.#newest.keys().next().value!);
    }
  }

  /** The list as its senders want it; the same list if nothing of it has changed. */
  apply(list: List): List {
    if (!list.some(({ id }) => this.#newest.has(id))) {
      return list;
    }
    return list.flatMap((one) => {
      if (!this.#newest.has(one.id)) {
        return [one];
      }
      const now = this.#newest.get(one.id);
      return now ? [rewritten(one, now)] : [];
    });
  }

  forget(): void {
    this.#newest.clear();
  }
}

/** With the later text, and what this user has done with it. */
export function rewritten(shown: Notification, now: Notification): Notification {
  if ((shown.updatedAt ?? '') >= (now.updatedAt ?? '')) {
    return shown;
  }
  return { ...now, isRead: shown.isRead };
}
