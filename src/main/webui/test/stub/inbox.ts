import type { Notification } from '../../client/messages.js';

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
  readonly #read = new Set<number>();
  readonly #gone = new Set<number>();

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

  /** As it goes over the wire. */
  view({ organization: _, users: __, changes: ___, isRecalled: ____, ...notification }: Stored): Notification {
    return { ...notification, isRead: this.#read.has(notification.id) };
  }

  all(): Notification[] {
    return this.log
      .filter((stored) => this.isFor(stored) && !stored.changes && !stored.isRecalled && !this.#gone.has(stored.id))
      .map((stored) => this.view(stored))
      .reverse();
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

  unread(): { unread: number; version: number; upTo: number } {
    const unread = this.all().filter(({ isRead }) => !isRead).length;
    return { unread, version: this.version, upTo: this.log.at(-1)?.id ?? 0 };
  }

  mark(ids: readonly number[], isRead: boolean): void {
    ids.forEach((id) => (isRead ? this.#read.add(id) : this.#read.delete(id)));
    this.version++;
  }

  remove(id: number): void {
    this.#gone.add(id);
    this.version++;
  }
}
