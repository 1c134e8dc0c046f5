/** A notification as the server sends it, on the stream and in lists alike. */
export interface Notification {
  id: number;
  type: string;
  title: string;
  message: string;
  actionUrl?: string | null;
  isRead: boolean;
  /** In lists, and true only: it was on a screen of this user. */
  isSeen?: boolean;
  createdAt: string;
  data?: Record<string, unknown> | null;
  collapseKey?: string | null;
  /** Beside a collapse key only: the notification is for everybody, and replaces only such ones. */
  audience?: 'organization';
  expiresAt?: string | null;
  /** When its sender has last replaced its text; missing if never. */
  updatedAt?: string | null;
}

/** Its sender has taken a notification back. */
export interface Recall {
  /** The notification. */
  id: number;
  /** The recall's own place in the stream. */
  entry: number;
}

/** Its sender has replaced the text of a notification. */
export interface Update {
  /** As it is now. `isRead` says nothing about this user. */
  notification: Notification;
  /** The update's own place in the stream. */
  entry: number;
}

/** The counts as of a version. Versions only rise, so a late message cannot make a badge drift. */
export interface Unread {
  unread: number;
  /** The unread ones that were on no screen yet. */
  unseen: number;
  /** The user has seen everything up to this id. */
  seenThrough: number;
  version: number;
  /** Every notification up to this id is in the count, and none beyond. */
  upTo: number;
  /** The newest change of preferences that it obeys; lists from before it are out of date. Missing from older servers. */
  preferences?: number;
  /** The organization and user that the count belongs to, as in `connected`; only in answers to a request. */
  caller?: string;
}

/** A change of the user's inbox beside the count, made by this tab, another one, or another device. */
export interface InboxChange extends Unread {
  read?: number[];
  markedUnread?: number[];
  readThrough?: number;
  archived?: number[];
  unarchived?: number[];
  deleted?: number[];
}

/** Pods of a version before say nothing of what was seen. */
export function complete<T extends Omit<Unread, 'unseen' | 'seenThrough'> & Partial<Unread>>(told: T): T & Unread {
  return { ...told, unseen: told.unseen ?? told.unread, seenThrough: told.seenThrough ?? 0 };
}

export interface Snapshot extends Unread {
  notifications: Notification[];
}

/** The messages of the stream that this client knows. Others may come and are ignored. */
export type StreamMessage = {
  /** When the pod made it. */
  timestamp?: string;
} & (
  | { type: 'connected'; clientId?: string; caller?: string; resumed?: boolean }
  | { type: 'notification'; data: Notification; caller?: string }
  | { type: 'recall'; data: { id: number } }
  | { type: 'update'; data: Notification }
  | ({ type: 'snapshot' } & Snapshot)
  | ({ type: 'inbox' } & InboxChange)
  | { type: 'reset'; reason?: string; reloadWithinMs?: number; preferences?: number }
  | { type: 'reconnect' }
  | { type: 'session-expiring' }
  | { type: 'session-expired' }
  | { type: 'ping'; caller?: string }
);

/**
 * The state of the connection, for a user interface.
 *
 * - `connecting`: no stream at the moment, one is being opened
 * - `catching-up`: the stream is open, or polls are answered, and what was missed comes
 * - `live`: everything created is shown at once
 * - `offline`: nobody answers
 * - `signed-out`: the server has rejected the session; final until `reconnect()`
 */
export type ConnectionState = 'connecting' | 'catching-up' | 'live' | 'offline' | 'signed-out';
