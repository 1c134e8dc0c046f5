import { CarillonError } from './error.js';

/** How a page signs in. Without any of these it is the browser's cookie. */
export interface SignIn {
  /**
   * The bearer token for the next request; called for each, so keep the token where it comes from. `rejected` is true
   * after a 401, and asks for a new one. Nothing, and nobody is signed in.
   */
  token?(rejected: boolean): Value | Promise<Value>;
  /** A stream ticket of the application's back end, a new one for each call. It opens streams and polls, and nothing else. */
  ticket?(rejected: boolean): Value | Promise<Value>;
  /** More fields for every request. */
  headers?(): Record<string, string> | Promise<Record<string, string>>;
}

type Value = string | null | undefined;

/** Sends requests with the page's credential. */
export class Access {
  constructor(private readonly signIn: SignIn) {}

  /** Whether only a `fetch` can carry the credential. */
  get needsFetch(): boolean {
    const { token, ticket, headers } = this.signIn;
    return !!(token || ticket || headers);
  }

  /** Whether lists are answered to somebody else than the stream, or to nobody. */
  get hasTicket(): boolean {
    return !!this.signIn.ticket;
  }

  /** Asks for a ticket only to see whether there is one. */
  async mayOpen(): Promise<boolean> {
    return !!(await this.signIn.ticket?.(true));
  }

  /**
   * Asks once more after a 401, with a new token or ticket.
   *
   * @param opens a stream or a poll, which take tickets
   */
  async request(url: string, init: RequestInit, opens: boolean, rejected = false): Promise<Response> {
    const { token, ticket, headers } = this.signIn;
    const isTicket = opens && !!ticket;
    const value = await (isTicket ? ticket(rejected) : token?.(rejected));
    if ((isTicket || token) && !value) {
      throw new CarillonError(401, 'nobody is signed in');
    }
    const fields = { ...(init.headers as Record<string, string>), ...(await headers?.()) };
    if (token && !isTicket) {
      fields.Authorization = `Bearer ${value}`;
    }
    const response = await fetch(isTicket ? `${url}&ticket=${encodeURIComponent(value!)}` : url, {
      // A cookie beside them could be another user's.
      credentials: token || isTicket ? 'omit' : 'include',
      cache: 'no-store',
      ...init,
      headers: fields,
    });
    return response.status === 401 && value && !rejected ? this.request(url, init, opens, true) : response;
  }
}
