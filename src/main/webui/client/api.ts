import type { Access } from './access.js';
import { CarillonError } from './error.js';
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

/** The REST routes of the inbox. */
export class Api {
  constructor(
    readonly url: string,
    private readonly access: Access,
  ) {}

  list(query: ListQuery = {}): Promise<Page> {
    const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== false);
    const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
    return this.#ask<Page>('GET', given.length ? `?${search}` : '');
  }

  async unread(): Promise<Unread> {
    const counted = await this.#ask<Counted>('GET', '/unread');
    return { ...asUnread(counted), ...(counted.caller && { caller: counted.caller }) };
  }

  /** One answer with what follows `after`, at the latest after `wait`. */
  poll(query: URLSearchParams, signal: AbortSignal): Promise<Answer> {
    return this.#ask<Answer>('GET', `/poll?${query}`, undefined, { signal, headers: { Accept: 'application/json' } });
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

  /** Acknowledges everything up to the cursor. Survives the page if it is called while that one goes away. */
  async acknowledge(clientId: string, cursor: string): Promise<void> {
    await this.#ask('POST', '/ack', { clientId, id: cursor }, { keepalive: true });
  }

  async #ask<T>(method: string, path: string, body?: unknown, more: RequestInit = {}): Promise<T> {
    const init = {
      method,
      ...more,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    };
    const response = await this.access.request(this.url + path, init, path.startsWith('/poll'));
    if (!response.ok) {
      throw new CarillonError(response.status, `${method} ${path || '/'} was answered ${response.status}`);
    }
    // A proxy's HTML page with status 200 fails here, as it should.
    return (response.status === 204 ? undefined : await response.json()) as T;
  }
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
  caller?: string;
}

function asUnread({ count, caller: _, ...others }: Counted): Unread {
  return complete({ unread: count, ...others });
}
