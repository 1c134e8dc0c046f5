import { formatCursor, parseCursor, type Cursor } from './cursor.js';
import {
  complete,
  type InboxChange,
  type Notification,
  type Recall,
  type Snapshot,
  type StreamMessage,
  type Update,
} from './messages.js';

export interface FeedCallbacks {
  onNotification?(notification: Notification): void;
  /** A notification is to be shown no more, by its sender's wish. */
  onRecall?(recall: Recall): void;
  /** A notification has another text now. */
  onUpdate?(update: Update): void;
  onInbox?(change: InboxChange): void;
  onSnapshot?(snapshot: Snapshot): void;
  /** @param reloadWithinMs every page waits for a random part of this time, so that not all load their lists at once */
  onReset?(reason: string, reloadWithinMs: number): void;
  /**
   * Other types are muted than before.
   *
   * @param change as `preferences` of counts
   */
  onPreferences?(change: number, reloadWithinMs: number): void;
}

/**
 * The notifications and counts that one tab has shown. Every message goes through here, from this tab's stream, from the
 * leading tab's, or from a poll. Invariant: no notification is passed on twice, and no count after a newer one.
 */
export class Feed {
  /** Up to here everything was delivered. */
  #cursor: Cursor | undefined;
  #latest: InboxChange | undefined;

  constructor(private readonly callbacks: FeedCallbacks) {}

  get cursor(): string | undefined {
    return this.#cursor && formatCursor(this.#cursor);
  }

  get latest(): InboxChange | undefined {
    return this.#latest;
  }

  /** For a tab that joins others. Earlier notifications are in the list that it loads. */
  joinAt(cursor: string | undefined): void {
    this.#cursor ??= parseCursor(cursor);
  }

  accept(message: StreamMessage, cursor: string | undefined): void {
    switch (message.type) {
      case 'notification':
        this.#notification(message.data, parseCursor(cursor));
        return;
      case 'recall':
      case 'update':
        this.#change(message, parseCursor(cursor));
        return;
      case 'snapshot':
        this.#moveTo(parseCursor(cursor));
        if (this.#isNews(message)) {
          safely(() => this.callbacks.onSnapshot?.(complete(message)));
        }
        return;
      case 'inbox':
        this.#moveTo(parseCursor(cursor));
        if (this.#isNews(message)) {
          safely(() => this.callbacks.onInbox?.(complete(message)));
        }
        return;
      case 'reset':
        if (message.preferences !== undefined && this.callbacks.onPreferences) {
          const { preferences, reloadWithinMs = 0 } = message;
          this.#moveTo(parseCursor(cursor));
          safely(() => this.callbacks.onPreferences?.(preferences, reloadWithinMs));
          return;
        }
        // The history is another one now: its ids and versions cannot be compared with what we know.
        this.#cursor = parseCursor(cursor);
        this.#latest = undefined;
        safely(() => this.callbacks.onReset?.(message.reason ?? 'unknown', message.reloadWithinMs ?? 0));
        return;
      default:
        this.#moveTo(parseCursor(cursor));
    }
  }

  #notification(notification: Notification, at: Cursor | undefined): void {
    if (this.#cursor && notification.id <= this.#cursor.id) {
      return;
    }
    this.#moveTo(at);
    safely(() => this.callbacks.onNotification?.(notification));
  }

  /** These come by the stream alone, so the cursor tells whether they are new. */
  #change(message: StreamMessage & { type: 'recall' | 'update' }, at: Cursor | undefined): void {
    if (!at || (this.#cursor && at.id <= this.#cursor.id)) {
      return;
    }
    this.#moveTo(at);
    if (message.type === 'recall') {
      safely(() => this.callbacks.onRecall?.({ id: message.data.id, entry: at.id }));
    } else {
      safely(() => this.callbacks.onUpdate?.({ notification: message.data, entry: at.id }));
    }
  }

  #moveTo(at: Cursor | undefined): void {
    if (at && !(this.#cursor && at.id <= this.#cursor.id)) {
      this.#cursor = at;
    }
  }

  /** An equal version counts as news: it may tell which notifications are meant by a count that is known already. */
  #isNews(change: InboxChange): boolean {
    if (this.#latest && change.version < this.#latest.version) {
      return false;
    }
    this.#latest = change;
    return true;
  }
}

/** A page's error must not stop the stream; it is reported as if nobody had caught it. */
export function safely(call: () => void): void {
  try {
    call();
  } catch (error) {
    setTimeout(() => {
      throw error;
    });
  }
}
