import {
  connect,
  type Client,
  type ConnectionState,
  type InboxChange,
  type Notification,
  type Recall,
  type Snapshot,
  type Update,
} from '@carillon/client';
import { Changes } from './changes.js';
import { Count, NO_DIFFERENCE, type Difference } from './count.js';
import { Expiry, isExpired } from './expiry.js';
import { EMPTY_INBOX, type InboxOptions, type InboxState } from './inbox-state.js';
import { add, change, matches, merge, overlay, without, withRead, type Filter, type List } from './list.js';
import { Seen } from './seen.js';

export { EMPTY_INBOX, type InboxOptions, type InboxState } from './inbox-state.js';
export type { Filter } from './list.js';

const NO_SNAPSHOT = { from: Infinity, to: 0, news: new Set<number>() };
/** The server gives no more at once. */
const MAX_PAGE_SIZE = 100;
/** A recall may reach every page of an organization at once, and those that do not know enough ask. */
const ASK_WITHIN_MILLIS = 5_000;

/** A user's inbox as a value that changes: the list, the exact count, and what can be done with them. */
export class Inbox {
  readonly client: Client;
  #state: InboxState = EMPTY_INBOX;
  readonly #listeners = new Set<() => void>();
  readonly #pageSize: number;
  readonly #count: Count;
  readonly #seen: Seen;
  /** Between these ids the last snapshot says what there is, and what of it is neither read nor seen. */
  #snapshot = NO_SNAPSHOT;
  #nextBefore: number | null = null;
  #reloading: ReturnType<typeof setTimeout> | undefined;
  /** Answers to older questions are dropped. */
  #question = 0;
  readonly #changes = new Changes();
  #asking: ReturnType<typeof setTimeout> | undefined;
  readonly #expiry = new Expiry(() => this.#expire());
  readonly #onEmptied: (() => void) | undefined;

  constructor(options: InboxOptions = {}) {
    this.#onEmptied = options.onEmptied;
    this.#pageSize = Math.min(options.pageSize ?? 20, MAX_PAGE_SIZE);
    this.#count = new Count(
      () => this.client.api,
      () => {
        const { unread, unseen, seenThrough } = this.#count;
        this.#update({ unread, unseen, seenThrough });
        this.#obey(this.#count.preferences ?? 0, 0);
      },
    );
    this.#seen = new Seen(this.#count, () => this.client.api);
    this.client = connect({
      ...options,
      snapshot: this.#pageSize,
      onNotification: (notification) => {
        if (this.#onNotification(notification)) {
          options.onNotification?.(notification);
        }
      },
      onRecall: (recall) => {
        this.#onRecall(recall);
        options.onRecall?.(recall);
      },
      onUpdate: (update) => {
        this.#onUpdate(update);
        options.onUpdate?.(update);
      },
      onSnapshot: (snapshot) => this.#onSnapshot(snapshot),
      onInbox: (inbox) => this.#onInbox(inbox),
      onPreferences: (change, reloadWithinMs) => this.#obey(change, reloadWithinMs),
      onReset: (reason, reloadWithinMs) => {
        if (reason === 'user') {
          this.#drop();
        }
        this.#reloadWithin(reloadWithinMs);
      },
      onState: (connection) => {
        this.#onConnection(connection);
        options.onState?.(connection);
      },
    });
  }

  get state(): InboxState {
    return this.#state;
  }

  /** Calls back after every change, until the returned function is called. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#expiry.stop();
    clearTimeout(this.#asking);
    this.#stopWaiting();
    this.#question++;
    this.client.close();
  }

  #stopWaiting(): void {
    clearTimeout(this.#reloading);
    this.#reloading = undefined;
  }

  async show(filter: Filter): Promise<void> {
    this.#update({ filter, notifications: [], hasMore: false, loaded: false });
    await this.#load(undefined);
  }

  async loadMore(): Promise<void> {
    if (this.#nextBefore !== null && !this.#state.loading) {
      await this.#load(this.#nextBefore);
    }
  }

  /** After a random part of the time that the server gives: all pages were told at once. */
  #reloadWithin(milliseconds: number): void {
    if (milliseconds > 0) {
      this.#reloading ??= setTimeout(() => void this.reload(), Math.random() * milliseconds);
    } else {
      void this.reload();
    }
  }

  /** Whether stream, count or another device says so first: a list of before shows what is muted now, or lacks what is not. */
  #obey(preferences: number, reloadWithinMs: number): void {
    const known = this.#state.preferences;
    if (known === undefined || preferences > known) {
      this.#update({ preferences });
    }
    if (known !== undefined && preferences > known) {
      this.#reloadWithin(reloadWithinMs);
    }
  }

  async reload(): Promise<void> {
    this.#stopWaiting();
    this.#changes.forget();
    this.#count.forget();
    this.#seen.forget();
    this.#snapshot = NO_SNAPSHOT;
    await Promise.all([this.#load(undefined), this.#count.ask()]);
  }

  async markRead(id: number, isRead = true): Promise<void> {
    const notification = this.#find(id);
    if (notification && notification.isRead !== isRead) {
      const notifications = withRead(this.#state.notifications, id, isRead);
      const { unseen } = this.#count.of([notification]);
      const difference = { unread: isRead ? -1 : 1, unseen: -unseen };
      await this.#change(notifications, difference, () => this.client.api.patch(id, { isRead }));
    }
  }

  /** Everything that has arrived, also beyond what is loaded; nothing that arrives meanwhile. */
  async markAllRead(): Promise<void> {
    const through = this.#newest();
    if (through) {
      const notifications = this.#state.notifications.map((one) => ({ ...one, isRead: true }));
      const { unread, unseen } = this.#count;
      await this.#change(notifications, { unread: -unread, unseen: -unseen }, async () =>
        this.#count.told(await this.client.api.markRead({ through })),
      );
    }
  }

  /** Everything up to an id has been on the screen; by default everything that has arrived. It stays unread. */
  async markSeen(through = this.#newest()): Promise<void> {
    await this.#seen.mark(through);
  }

  #newest(): number {
    return Math.max(this.#count.newest, ...this.#state.notifications.map(({ id }) => id));
  }

  async archive(id: number): Promise<void> {
    await this.#leave(id, () => this.client.api.patch(id, { isArchived: true }));
  }

  async remove(id: number): Promise<void> {
    await this.#leave(id, () => this.client.api.remove(id));
  }

  async #leave(id: number, ask: () => Promise<void>): Promise<void> {
    const difference = this.#less(this.#find(id));
    await this.#change(without(this.#state.notifications, id), difference, ask);
  }

  /** Shows the change at once, and takes it back if the server rejects it. Notifications that arrive meanwhile stay. */
  async #change(notifications: List, difference: Difference, ask: () => Promise<void>): Promise<void> {
    const before = this.#state.notifications;
    this.#update({ notifications, error: undefined });
    this.#count.change(difference);
    try {
      await ask();
    } catch {
      this.#update({ notifications: merge(this.#state.notifications, before), error: 'change' });
      this.#count.change({ unread: -difference.unread, unseen: -difference.unseen });
      // An exact count may have come in between, and have been changed by the line above.
      await this.#count.ask();
    }
  }

  /** Returns whether it is news. A resumed stream repeats what happened as it was then; a snapshot knows how it is now. */
  #onNotification(notification: Notification): boolean {
    const { id, isRead, collapseKey } = notification;
    this.#update({ types: this.#typesWith([notification]) });
    if (id >= this.#snapshot.from && id <= this.#snapshot.to) {
      return this.#snapshot.news.has(id) && this.#isNewHere(id);
    }
    const { list, replaced } = add(this.#state.notifications, notification);
    const less = this.#count.of(replaced);
    const difference = { unread: 1 - less.unread, unseen: 1 - less.unseen, isGuess: !!collapseKey };
    if (matches(this.#state.filter, notification)) {
      this.#update({ notifications: list });
    }
    this.#count.notification(id, isRead ? NO_DIFFERENCE : difference);
    if (collapseKey && !replaced.length && this.#state.hasMore) {
      // The notification that it replaces may not be loaded, so only the server knows the count.
      void this.#count.ask();
    }
    return this.#isNewHere(id);
  }

  /** A list may be on the screen before the stream brings what is new in it: that was seen here, and still is news. */
  #isNewHere(id: number): boolean {
    return id > this.#count.seenThrough || this.#seen.wasHere(id);
  }

  #isNews(one: Notification): boolean {
    return this.#count.isUnseen(one) || (!one.isRead && this.#seen.wasHere(one.id));
  }

  /** The counts without this one. */
  #less(gone: Notification | undefined): Difference {
    const { unread, unseen } = this.#count.of(gone ? [gone] : []);
    return { unread: -unread, unseen: -unseen };
  }

  /** The count of a recalled notification that is not loaded is known to the server only. */
  #onRecall({ id, entry }: Recall): void {
    const shown = this.#find(id);
    this.#changes.recall(id);
    this.#count.notification(entry, { ...this.#less(shown), isGuess: true });
    this.#update({ notifications: without(this.#state.notifications, id) });
    if (!shown) {
      this.#asking ??= setTimeout(() => {
        this.#asking = undefined;
        void this.#count.ask();
      }, Math.random() * ASK_WITHIN_MILLIS);
    }
  }

  #onUpdate({ notification, entry }: Update): void {
    this.#changes.update(notification);
    this.#count.notification(entry, NO_DIFFERENCE);
    this.#update({ notifications: this.#state.notifications });
  }

  #onSnapshot(snapshot: Snapshot): void {
    const { notifications: page } = snapshot;
    this.#count.snapshot(snapshot, page);
    const full = page.length >= this.#pageSize;
    this.#snapshot = {
      from: full ? page.at(-1)!.id : 0,
      // The newest ones may be gone again.
      to: Math.max(page[0]?.id ?? 0, snapshot.upTo),
      news: new Set(page.flatMap((one) => (this.#isNews(one) ? [one.id] : []))),
    };
    const notifications = overlay(this.#state.notifications, page, full, this.#state.filter);
    if (notifications.every(({ id }) => id >= (page.at(-1)?.id ?? 0))) {
      this.#nextBefore = full ? page.at(-1)!.id : null;
    }
    this.#update({
      notifications,
      hasMore: this.#nextBefore !== null,
      loaded: true,
      error: undefined,
      types: this.#typesWith(page),
    });
  }

  #onInbox(inbox: InboxChange): void {
    this.#count.told(inbox);
    this.#update({ notifications: change(this.#state.notifications, inbox) });
    if (inbox.unarchived?.length) {
      void this.#load(undefined);
    }
  }

  /** Removes the content of a user who is no longer signed in, from the screen and from memory. */
  #drop(): void {
    this.#question++;
    this.#changes.forget();
    this.#count.forget();
    this.#seen.forget();
    this.#count.unread = 0;
    this.#count.unseen = 0;
    this.#snapshot = NO_SNAPSHOT;
    this.#nextBefore = null;
    this.#update({ ...EMPTY_INBOX, connection: this.#state.connection, filter: this.#state.filter });
    this.#onEmptied?.();
  }

  #onConnection(connection: ConnectionState): void {
    if (connection === 'signed-out') {
      this.#drop();
    }
    this.#update({ connection });
    if (connection === 'live' && !this.#state.loaded && !this.#state.loading) {
      // A server without snapshots.
      void this.reload();
    }
    if (connection === 'live') {
      void this.#seen.again();
    }
  }

  async #load(before: number | undefined): Promise<void> {
    const question = ++this.#question;
    const { filter } = this.#state;
    this.#update({ loading: true, error: undefined });
    try {
      const asked = { limit: this.#pageSize, ...filter, ...(before !== undefined && { before }) };
      const page = await this.client.api.list(asked);
      if (question === this.#question) {
        this.#nextBefore = page.nextBefore;
        const notifications = merge(before === undefined ? [] : this.#state.notifications, page.notifications);
        const types = this.#typesWith(notifications);
        this.#update({ notifications, types, loaded: true, loading: false, hasMore: page.nextBefore !== null });
      }
    } catch {
      if (question === this.#question) {
        this.#update({ loading: false, error: 'load' });
      }
    }
  }

  #find(id: number): Notification | undefined {
    return this.#state.notifications.find((notification) => notification.id === id);
  }

  #typesWith(notifications: List): readonly string[] {
    const types = new Set([...this.#state.types, ...notifications.map(({ type }) => type)]);
    return types.size === this.#state.types.length ? this.#state.types : [...types].sort();
  }

  #update(part: Partial<InboxState>): void {
    this.#state = { ...this.#state, ...part };
    if (part.notifications) {
      const notifications = this.#changes.apply(part.notifications);
      this.#state = { ...this.#state, notifications };
      this.#expiry.watch(notifications);
    }
    this.#listeners.forEach((listener) => listener());
  }

  #expire(): void {
    const now = Date.now();
    const kept = this.#state.notifications.filter((one) => !isExpired(one, now));
    const unreadGone = this.#state.notifications.some((one) => !one.isRead && !kept.includes(one));
    this.#update({ notifications: kept });
    if (unreadGone) {
      void this.#count.ask();
    }
  }
}
