import { randomUUID } from 'node:crypto';
import { Batches } from './batches.js';
import { call, type Patience } from './http.js';
import { CarillonError } from './errors.js';
import {
  type Change,
  content,
  type Content,
  type DefaultPreferences,
  type LaterNotification,
  type NewNotification,
  type Notification,
  type Scheduled,
  type ScheduledPage,
  type SentNotification,
  type SentPage,
  type Text,
  type TypeDefault,
} from './notification.js';

export interface Options extends Partial<Patience> {
  /** The origin of the pods, or of the gateway before them: `http://carillon:8080`. */
  url: string;
  /** The API key, which belongs to one organization; for several a function that finds the key of each. */
  apiKey: string | ((organizationId: string) => string | Promise<string>);
  /** How many created notifications may wait for an answer; more are rejected at once. */
  maxPending?: number;
}

export interface CallOptions {
  /** The organization, if the keys of several are known. */
  organizationId?: string | number;
  /** Makes the call repeatable by the caller too, and across restarts: the same key creates nothing twice for 24 hours. */
  idempotencyKey?: string;
  /** Ends the wait for the answer. The call itself may still have been done. */
  signal?: AbortSignal;
}

/** Opens one stream, once: `GET /api/notifications/stream?ticket=…`. */
export interface Ticket {
  ticket: string;
  expiresAt: string;
}

const DEADLINE = 15_000;
const TIMEOUT = 5_000;
const MAX_PENDING = 10_000;
const PATH = '/api/notifications';
const SCHEDULED = '/api/scheduled';
const SENT = '/api/sent';
const DEFAULTS = '/api/preferences/defaults';

/**
 * A back end's way to Carillon. Every call is repeated until it is answered, rejected or out of time; calls that create carry
 * an idempotency key, so that a repeated call creates nothing twice. Calls reject with `CarillonError` if the server rejects them, and
 * with `CarillonUnavailable` if there was no answer in time.
 */
export class Carillon {
  readonly #origin: string;
  readonly #apiKey: Options['apiKey'];
  readonly #patience: Patience;
  readonly #maxPending: number;
  readonly #batches = new Map<string, Batches>();

  constructor({ url, apiKey, deadline = DEADLINE, timeout = TIMEOUT, maxPending = MAX_PENDING }: Options) {
    if (!url || !apiKey) {
      throw new TypeError('Carillon needs url and apiKey');
    }
    this.#origin = new URL(url).href.replace(/\/+$/, '');
    this.#apiKey = apiKey;
    this.#patience = { deadline, timeout };
    this.#maxPending = maxPending;
  }

  /**
   * Creates a notification for one user or for the whole organization. Calls of the same turn of the event loop are sent
   * together, unless they bring a key or a signal of their own.
   */
  async create(notification: NewNotification & { userIds?: never }, options: CallOptions = {}): Promise<Notification> {
    const json = JSON.stringify(body(notification));
    if (options.idempotencyKey !== undefined || options.signal) {
      return this.#post<Notification>(PATH, json, options, options.idempotencyKey ?? randomUUID());
    }
    return this.#batchesOf(options.organizationId).create(json);
  }

  /** Creates all or none, in one transaction and in this order; up to 1000, of which each user of `userIds` counts. */
  async batch(notifications: NewNotification[], options: CallOptions = {}): Promise<Notification[]> {
    const json = JSON.stringify({ notifications: notifications.map(body) });
    return (await this.#post<Many>(`${PATH}/batch`, json, options, options.idempotencyKey ?? randomUUID())).notifications;
  }

  sendToUser(userId: string | number, notification: Content, options?: CallOptions): Promise<Notification> {
    return this.create({ ...notification, userId }, options);
  }

  sendToOrganization(notification: Content, options?: CallOptions): Promise<Notification> {
    return this.create({ ...notification, audience: 'organization' }, options);
  }

  /**
   * Stores a notification that is shown at its `deliverAt`: one, or with `userIds` one for each. Repeating the call with the
   * same key schedules nothing twice.
   */
  async schedule(notification: LaterNotification, options: CallOptions = {}): Promise<Scheduled[]> {
    const json = JSON.stringify({ notifications: [later(notification)] });
    const key = options.idempotencyKey ?? randomUUID();
    return (await this.#post<{ scheduled: Scheduled[] }>(`${PATH}/batch`, json, options, key)).scheduled;
  }

  /** Everything that is not shown yet in the organization, in the order of the times. The key needs the scope `read`. */
  async scheduled(
    { limit, after }: { limit?: number; after?: string | null } = {},
    options: CallOptions = {},
  ): Promise<ScheduledPage> {
    const query = new URLSearchParams({ ...(limit && { limit: String(limit) }), ...(after && { after }) });
    return this.#call<ScheduledPage>('GET', `${SCHEDULED}?${query}`, options);
  }

  /**
   * True if it was canceled, and so is never shown. False if nothing is scheduled with this id: it was shown or canceled, by
   * an attempt of this call too whose answer was lost.
   */
  async cancel(scheduledId: string, options: CallOptions = {}): Promise<boolean> {
    try {
      await this.#call<void>('DELETE', `${SCHEDULED}/${encodeURIComponent(scheduledId)}`, options);
      return true;
    } catch (failure) {
      if (failure instanceof CarillonError && failure.status === 404) {
        return false;
      }
      throw failure;
    }
  }

  /** Everything that was sent in the organization, by anybody, newest first. The key needs the scope `read`. */
  async sent(
    { limit, before }: { limit?: number; before?: number | null } = {},
    options: CallOptions = {},
  ): Promise<SentPage> {
    const query = new URLSearchParams({ ...(limit && { limit: String(limit) }), ...(before && { before: String(before) }) });
    return this.#call<SentPage>('GET', `${SENT}?${query}`, options);
  }

  /** One of them as it is now; undefined if it was recalled or has expired. The key needs the scope `read`. */
  async find(id: number, options: CallOptions = {}): Promise<SentNotification | undefined> {
    try {
      return await this.#call<SentNotification>('GET', `${SENT}/${id}`, options);
    } catch (failure) {
      if (failure instanceof CarillonError && failure.status === 404) {
        return undefined;
      }
      throw failure;
    }
  }

  /** Takes a notification back from everybody who was sent it, and erases its text. Doing it again changes nothing. */
  recall(id: number, options: CallOptions = {}): Promise<Change> {
    return this.#post<Change>(`${PATH}/${id}/recall`, '', options, options.idempotencyKey ?? randomUUID());
  }

  /** Replaces the text of a notification for everybody who was sent it. It stays read for those who have read it. */
  update(id: number, text: Text, options: CallOptions = {}): Promise<Change> {
    // All other fields stay as they are, also if an application's row has them.
    const json = JSON.stringify({ ...content(text), type: undefined, expiresAt: undefined, collapseKey: undefined, handover: undefined });
    return this.#post<Change>(`${PATH}/${id}/update`, json, options, options.idempotencyKey ?? randomUUID());
  }

  /** The settings of the organization for all its users. The key needs the scope `manage`. */
  defaultPreferences(options: CallOptions = {}): Promise<DefaultPreferences> {
    return this.#call<DefaultPreferences>('GET', DEFAULTS, options);
  }

  /**
   * Replaces them. Rejects with the status 409 if they were changed since this version. The key needs the scope `manage`.
   *
   * @param version that the change was made from
   */
  async setDefaultPreferences(version: number, types: TypeDefault[], options: CallOptions = {}): Promise<DefaultPreferences> {
    try {
      return await this.#call<DefaultPreferences>('PUT', DEFAULTS, options, JSON.stringify({ version, types }));
    } catch (failure) {
      if (failure instanceof CarillonError && failure.code === 'changed_meanwhile') {
        // By this call, perhaps, whose first answer was lost.
        const present = await this.defaultPreferences(options);
        if (present.version === version + 1 && isSame(present.types, types)) {
          return present;
        }
      }
      throw failure;
    }
  }

  /** A ticket for a user's page that can send neither a cookie nor a header. The key needs the scope `read`. */
  ticket(userId: string | number, options: CallOptions = {}): Promise<Ticket> {
    return this.#post<Ticket>('/api/stream-tickets', JSON.stringify({ userId: String(userId) }), options);
  }

  /** Waits until everything that was created is answered. Before a process ends. */
  async close(): Promise<void> {
    await Promise.all([...this.#batches.values()].map((batches) => batches.drain()));
  }

  #batchesOf(organizationId: string | number = ''): Batches {
    const id = String(organizationId);
    const known = this.#batches.get(id);
    if (known) {
      return known;
    }
    const made = new Batches(
      {
        one: (json, key) => this.#post<Notification>(PATH, json, { organizationId: id }, key),
        many: async (json, key) => (await this.#post<Many>(`${PATH}/batch`, json, { organizationId: id }, key)).notifications,
      },
      this.#maxPending,
    );
    this.#batches.set(id, made);
    return made;
  }

  async #post<T>(path: string, json: string, options: CallOptions, idempotencyKey?: string): Promise<T> {
    const apiKey = await this.#keyOf(options);
    const wanted = { method: 'POST', path, body: json, apiKey, idempotencyKey, signal: options.signal } as const;
    return call<T>(this.#origin, this.#patience, wanted);
  }

  async #call<T>(method: 'GET' | 'PUT' | 'DELETE', path: string, options: CallOptions, json?: string): Promise<T> {
    const apiKey = await this.#keyOf(options);
    return call<T>(this.#origin, this.#patience, { method, path, body: json, apiKey, signal: options.signal });
  }

  async #keyOf({ organizationId }: CallOptions): Promise<string> {
    return typeof this.#apiKey === 'string' ? this.#apiKey : this.#apiKey(String(organizationId ?? ''));
  }
}

/** The order of their fields does not matter. */
function isSame(some: TypeDefault[], others: TypeDefault[]): boolean {
  const text = (types: TypeDefault[]): string => JSON.stringify(types.map((one) => Object.entries(one).sort()));
  return text(some) === text(others);
}

interface Many {
  notifications: Notification[];
}

function later(notification: LaterNotification): Record<string, unknown> {
  const { deliverAt, ...shown } = notification;
  return { ...body(shown), deliverAt: deliverAt instanceof Date ? deliverAt.toISOString() : deliverAt };
}

function body(notification: NewNotification): Record<string, unknown> {
  if ('deliverAt' in notification && notification.deliverAt != null) {
    throw new TypeError('It would be shown at once: schedule() takes notifications with deliverAt');
  }
  const { userId, userIds, audience } = notification;
  return {
    ...content(notification),
    ...(userId !== undefined && { userId: String(userId) }),
    ...(userIds !== undefined && { userIds: userIds.map(String) }),
    ...(audience !== undefined && { audience }),
  };
}
