import type { Notification } from '../../client/messages.js';
import { isShown, type Preferences, type PreferencesChange } from '../../client/preferences.js';

export interface Stored extends Notification {
  organization: string;
  /** Undefined: the whole organization. */
  users: readonly string[] | undefined;
  /** It is no notification, but the recall or the update of this one. */
  changes?: Stored | undefined;
  isRecalled?: boolean;
}

/** One user's view of the log, as the server keeps it: the read ids, the archived ids, and a version of both. */
export class UserInbox {
  version = 1;
  /** Browsers that messages are pushed to. */
  browsers: { endpoint: string; page?: string; replaces?: string }[] = [];
  /** Those whose subscription has ended at the push service. */
  goneBrowsers: { endpoint: string }[] = [];
  readonly #read = new Set<number>();
  readonly #gone = new Set<number>();
  /** Those that the user has done anything with. */
  readonly #touched = new Set<number>();
  #seenThrough = 0;
  preferences: Preferences = { version: 0, types: [], quietHours: null, quietPeriods: [], defaults: [] };
  /** As the number of a change of preferences. */
  generation = 0;

  constructor(
    readonly user: string,
    readonly organization: string,
    private readonly log: readonly Stored[],
  ) {}

  get caller(): string {
    return `${this.organization}/${this.user}`;
  }

  isFor(stored: Stored): boolean {
    return stored.organization === this.organization && (!stored.users || stored.users.includes(this.user));
  }

  wants({ type }: Stored): boolean {
    return isShown(this.preferences, type);
  }

  /** Returns whether the change was made from the present version. */
  setPreferences({ version, types, quietHours }: PreferencesChange & { version: number }): boolean {
    if (version !== this.preferences.version) {
      return false;
    }
    this.obey({ types, quietHours: quietHours ?? null });
    return true;
  }

  obey(change: Partial<Preferences>): void {
    this.preferences = { ...this.preferences, ...change, version: this.preferences.version + 1 };
    this.generation++;
    this.version++;
  }

  /** As it goes over the wire. */
  view({ organization: _, users, changes: __, isRecalled: ___, ...notification }: Stored): Notification {
    return {
      ...notification,
      ...(notification.collapseKey && !users && { audience: 'organization' as const }),
      isRead: this.#read.has(notification.id),
    };
  }

  all(): Notification[] {
    return this.log
      .filter((stored) => this.isFor(stored) && this.wants(stored) && !stored.changes && !stored.isRecalled && !this.#gone.has(stored.id))
      .map((stored) => ({ ...this.view(stored), ...(this.#isSeen(stored.id) && { isSeen: true }) }))
      .reverse();
  }

  #isSeen(id: number): boolean {
    return id <= this.#seenThrough || this.#touched.has(id);
  }

  /** A new one takes the place of the unread ones with its key. */
  replaceBy({ id, collapseKey, users, organization }: Stored): void {
    this.log
      .filter((old) => collapseKey && old.collapseKey === collapseKey && old.organization === organization)
      .filter((old) => old.id < id && String(old.users) === String(users) && !this.#read.has(old.id))
      .forEach((old) => this.#gone.add(old.id));
  }

  page(query: URLSearchParams): { notifications: Notification[]; nextBefore: number | null } {
    const limit = Number(query.get('limit') ?? 20);
    const before = Number(query.get('before') ?? Infinity);
    const wanted = this.all().filter(
      ({ id, isRead, type }) =>
        id < before && !(query.get('unread') && isRead) && (!query.get('type') || type === query.get('type')),
    );
    const notifications = wanted.slice(0, limit);
    return { notifications, nextBefore: wanted.length > limit ? notifications.at(-1)!.id : null };
  }

  unread(): { unread: number; unseen: number; seenThrough: number; version: number; upTo: number; preferences: number } {
    const unread = this.all().filter(({ isRead }) => !isRead);
    return {
      unread: unread.length,
      unseen: unread.filter(({ isSeen }) => !isSeen).length,
      seenThrough: this.#seenThrough,
      // As the server's: it rises with each change and each notification.
      version: this.version + this.log.length,
      upTo: this.log.at(-1)?.id ?? 0,
      preferences: this.generation,
    };
  }

  /** Returns whether that is news. */
  see(through: number): boolean {
    const reached = Math.min(through, this.log.length);
    if (reached <= this.#seenThrough) {
      return false;
    }
    this.#seenThrough = reached;
    this.version++;
    return true;
  }

  mark(ids: readonly number[], isRead: boolean): void {
    ids.forEach((id) => (isRead ? this.#read.add(id) : this.#read.delete(id)));
    ids.forEach((id) => this.#touched.add(id));
    this.version++;
  }

  remove(id: number): void {
    this.#gone.add(id);
    this.version++;
  }
}
