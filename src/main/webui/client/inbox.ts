import {
  connect,
  type Client,
  type ConnectionState,
  type InboxChange,
  type Notification,
  type Snapshot,
  type Unread,
} from '@carillon/client';
import { Expiry, isExpired } from './expiry.js';
import { EMPTY_INBOX, type InboxOptions, type InboxState } from './inbox-state.js';
import { add, change, matches, merge, overlay, without, withRead, type Filter, type List } from './list.js';

export { EMPTY_INBOX, type InboxOptions, type InboxState } from './inbox-state.js';
export type { Filter } from './list.js';

/** A user's inbox as a value that changes: the list, the exact count, and what can be done with them. */
export class Inbox {
  readonly client: Client;
  #state: InboxState = EMPTY_INBOX;
  readonly #listeners = new Set<() => void>();
  readonly #pageSize: number;
  #version = -1;
  /** The unread count includes every notification up to this id. */
  #countedTo = 0;
  #nextBefore: number | null = null;
  /** Answers to older questions are dropped. */
  #question = 0;
  readonly #expiry = new Expiry(() => this.#expire());

  constructor(options: InboxOptions = {}) {
    this.#pageSize = options.pageSize ?? 20;
    this.client = connect({
      ...options,
      snapshot: this.#pageSize,
      onNotification: (notification) => {
        this.#onNotification(notification);
        options.onNotification?.(notification);
      },
      onSnapshot: (snapshot) => this.#onSnapshot(snapshot),
      onInbox: (inbox) => this.#onInbox(inbox),
      onReset: () => void this.reload(),
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
    this.#question++;
    this.client.close();
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

  async reload(): Promise<void> {
    this.#version = -1;
    await Promise.all([this.#load(undefined), this.#recount()]);
  }

  async markRead(id: number, isRead = true): Promise<void> {
    const notification = this.#find(id);
    if (notification && notification.isRead !== isRead) {
      const unread = Math.max(0, this.#state.unread + (isRead ? -1 : 1));
      await this.#change(
        { notifications: withRead(this.#state.notifications, id, isRead), unread },
        () => this.client.api.patch(id, { isRead }),
      );
    }
  }

  /** Everything that has arrived, also beyond what is loaded; nothing that arrives meanwhile. */
  async markAllRead(): Promise<void> {
    const through = Math.max(this.#countedTo, ...this.#state.notifications.map(({ id }) => id));
    if (through) {
      const notifications = this.#state.notifications.map((one) => ({ ...one, isRead: true }));
      await this.#change({ notifications, unread: 0 }, async () =>
        this.#count(await this.client.api.markRead({ through })),
      );
    }
  }

  async archive(id: number): Promise<void> {
    await this.#leave(id, () => this.client.api.patch(id, { isArchived: true }));
  }

  async remove(id: number): Promise<void> {
    await this.#leave(id, () => this.client.api.remove(id));
  }

  async #leave(id: number, ask: () => Promise<void>): Promise<void> {
    const unread = this.#state.unread - (this.#find(id)?.isRead === false ? 1 : 0);
    await this.#change({ notifications: without(this.#state.notifications, id), unread: Math.max(0, unread) }, ask);
  }

  /** Shown at once, and taken back if the server refuses. What arrives meanwhile stays. */
  async #change(optimistic: Pick<InboxState, 'notifications' | 'unread'>, ask: () => Promise<void>): Promise<void> {
    const before = this.#state;
    this.#update({ ...optimistic, error: undefined });
    try {
      await ask();
    } catch {
      const notifications = merge(this.#state.notifications, before.notifications);
      const unread = this.#state.unread + before.unread - optimistic.unread;
      this.#update({ notifications, unread, error: 'change' });
      // An exact count may have come in between, and have been changed by the line above.
      await this.#recount();
    }
  }

  #onNotification(notification: Notification): void {
    const isNew = notification.id > this.#countedTo;
    const { list, replaced } = add(this.#state.notifications, notification);
    this.#countedTo = Math.max(this.#countedTo, notification.id);
    this.#update({
      ...(matches(this.#state.filter, notification) && { notifications: list }),
      ...(isNew && !notification.isRead && { unread: this.#state.unread + 1 - replaced }),
      types: this.#typesWith([notification]),
    });
    if (notification.collapseKey && !replaced && this.#state.hasMore) {
      // What it replaces may be one that is not loaded: only the server knows the count.
      void this.#recount();
    }
  }

  #onSnapshot(snapshot: Snapshot): void {
    const { notifications: page } = snapshot;
    this.#count(snapshot, page);
    const full = page.length >= this.#pageSize;
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
    this.#count(inbox);
    this.#update({ notifications: change(this.#state.notifications, inbox) });
  }

  #onConnection(connection: ConnectionState): void {
    this.#update({ connection });
    if (connection === 'live' && !this.#state.loaded && !this.#state.loading) {
      // A server without snapshots.
      void this.reload();
    }
  }

  #count({ unread, version }: Unread, including: List = []): void {
    if (version >= this.#version) {
      this.#version = version;
      this.#countedTo = Math.max(this.#countedTo, ...including.map(({ id }) => id));
      this.#update({ unread });
    }
  }

  async #recount(): Promise<void> {
    try {
      this.#count(await this.client.api.unread());
    } catch {
      // The count stays; the next message brings a new one.
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
      this.#expiry.watch(part.notifications);
    }
    this.#listeners.forEach((listener) => listener());
  }

  #expire(): void {
    const now = Date.now();
    const kept = this.#state.notifications.filter((one) => !isExpired(one, now));
    const unreadGone = this.#state.notifications.some((one) => !one.isRead && !kept.includes(one));
    this.#update({ notifications: kept });
    if (unreadGone) {
      void this.#recount();
    }
  }
}
