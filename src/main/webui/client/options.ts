import type { SignIn } from './access.js';
import type { Api } from './api.js';
import type { FeedCallbacks } from './feed.js';
import type { ConnectionState } from './messages.js';
import type { Timing } from './timing.js';

export interface ConnectOptions extends FeedCallbacks, SignIn {
  /** Where the routes are; `/api/notifications` by default. */
  url?: string;
  /** Which types to receive, with `*` at the end as wildcard; all by default. */
  types?: readonly string[];
  /** Number of newest notifications to begin with, beside the unread count; 0, the default, for neither. */
  snapshot?: number;
  /**
   * Tabs with the same value share a connection, if they have the same user. By default the session decides: tabs that sign
   * in by cookie are one group, those with a token one for each user, and those with tickets do not share.
   */
  scope?: string;
  /** One connection for all tabs (default), or one for this client alone. */
  shared?: boolean;
  /** Tell the server what has arrived, so that a later page load resumes there; true by default. */
  acknowledge?: boolean;
  timing?: Partial<Timing>;
  onState?(state: ConnectionState): void;
  onSession?(event: 'expiring' | 'expired'): void;
}

export interface Client {
  readonly api: Api;
  readonly state: ConnectionState;
  /** The server's name for this browser's stream, once connected. */
  readonly clientId: string | undefined;
  /** Up to where everything has been delivered. */
  readonly cursor: string | undefined;
  /** Lets go of the stream and resumes it: after a log-in, or to see that nothing is lost. */
  reconnect(): void;
  close(): void;
}
