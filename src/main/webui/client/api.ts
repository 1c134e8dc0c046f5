import type { Access } from './access.js';
import { CarillonError } from './error.js';
import type { Preferences, PreferencesChange } from './preferences.js';
import { complete, type Notification, type StreamMessage, type Unread } from './messages.js';

export interface ListQuery {
  limit?: number;
  /** The `nextBefore` of the page before. */
  before?: number;
  unread?: boolean;
  type?: string;
}

export interface Page {
  notifications: Notification[];
  /** Where the next, older page begins; null at the end. */
  nextBefore: number | null;
}

export interface Change {
  isRead?: boolean;
  isArchived?: boolean;
}

const CALLER = 'Carillon-Caller';
const CLIENT = 'Carillon-Client';
const PREFERENCES = '/preferences';
const LAST_PART = /\/[^/]*\/?$/;

/** The REST routes of the inbox. */
export class Api {
  /** @param page the user that it shows; its requests are answered to nobody else */
  constructor(
    readonly url: string,
    private readonly access: Access,
    private readonly page: PageOwner,
  ) {}

  list(query: ListQuery = {}): Promise<Page> {
    const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== false);
    const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
    return this.#ask<Page>('GET', given.length ? `?${search}` : '');
  }

  /** @param anyone also if the browser's user is another one by now; the answer says who */
  async unread(anyone = false): Promise<Unread> {
    const counted = await this.#ask<Counted>('GET', '/unread', undefined, {}, anyone);
    return { ...asUnread(counted), ...(counted.caller && { caller: counted.caller }) };
  }

  /** One answer with what follows `after`, at the latest after `wait`. */
  poll(query: URLSearchParams, signal: AbortSignal): Promise<Answer> {
    const init = { signal, headers: { Accept: 'application/json' } };
    return this.#ask<Answer>('GET', `/poll?${query}`, undefined, init, true);
  }

  async patch(id: number, change: Change): Promise<void> {
    await this.#ask('PATCH', `/${id}`, change);
  }

  async markRead(which: { ids: number[] } | { through: number }): Promise<Unread> {
    return asUnread(await this.#ask<Counted>('POST', '/read', which));
  }

  /** Everything up to the id has been on a screen. */
  async markSeen(through: number): Promise<Unread> {
    return asUnread(await this.#ask<Counted>('POST', '/seen', { through }));
  }

  async remove(id: number): Promise<void> {
    await this.#ask('DELETE', `/${id}`);
  }

  /** The user's preferences. Their route is beside that of the notifications: `/api/preferences`. */
  preferences(): Promise<Preferences> {
    return this.#ask<Preferences>('GET', PREFERENCES);
  }

  /**
   * Replaces it.
   *
   * @param version that the change was made from. The promise fails with the status 409 if another device was faster
   */
  setPreferences(version: number, { types, quietHours }: PreferencesChange): Promise<Preferences> {
    return this.#ask<Preferences>('PUT', PREFERENCES, { version, types, ...(quietHours && { quietHours }) });
  }

  /** Acknowledges everything up to the cursor. Survives the page if it is called while that one goes away. */
  async acknowledge(clientId: string, cursor: string): Promise<void> {
    await this.#ask('POST', '/ack', { clientId, id: cursor }, { keepalive: true });
  }

  async #ask<T>(method: string, path: string, body?: unknown, more: RequestInit = {}, anyone = false): Promise<T> {
    const caller = anyone ? undefined : this.page.caller();
    const clientId = method !== 'GET' && this.page.clientId();
    const init = {
      method,
      ...more,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      headers: {
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...(caller && { [CALLER]: caller }),
        ...(clientId && { [CLIENT]: clientId }),
        ...more.headers,
      },
    };
    const url = path === PREFERENCES ? this.url.replace(LAST_PART, PREFERENCES) : this.url + path;
    const response = await this.access.request(url, init, path.startsWith('/poll'));
    if (!response.ok) {
      if (response.status === 409 && ((await response.json()) as { code?: string }).code === 'another_caller') {
        this.page.onAnother();
      }
      throw new CarillonError(response.status, `${method} ${path || '/'} was answered ${response.status}`);
    }
    // A proxy's HTML page with status 200 fails here, as it should.
    return (response.status === 204 ? undefined : await response.json()) as T;
  }
}

export interface PageOwner {
  /** As the server has named the user; undefined while it has not. */
  caller(): string | undefined;
  /** As the server has named this client; undefined while it has not. */
  clientId(): string | undefined;
  /** The browser's user is another one by now. */
  onAnother(): void;
}

/** An answer to a poll. */
export interface Answer {
  cursor?: string;
  clientId?: string;
  caller?: string;
  resumed?: boolean;
  retryInMs?: number;
  messages: (StreamMessage & { cursor?: string })[];
}

interface Counted {
  count: number;
  unseen?: number;
  seenThrough?: number;
  version: number;
  upTo: number;
  preferences?: number;
  caller?: string;
}

function asUnread({ count, caller: _, ...others }: Counted): Unread {
  return complete({ unread: count, ...others });
}
