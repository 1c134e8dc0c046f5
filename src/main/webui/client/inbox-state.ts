import type { ConnectionState, ConnectOptions } from '@carillon/client';
import type { Filter, List } from './list.js';

export interface InboxOptions extends Omit<ConnectOptions, 'snapshot' | 'onInbox' | 'onSnapshot' | 'onReset' | 'onPreferences'> {
  /** Notifications per page; 20 by default. */
  pageSize?: number;
  /** The list is empty because nobody is signed in, or somebody else. Other copies of its content must go too. */
  onEmptied?(): void;
}

/** The state that a user interface shows; every change replaces it as a whole. */
export interface InboxState {
  readonly notifications: List;
  readonly unread: number;
  /** The unread ones that were on no screen yet, of this tab or any other device. */
  readonly unseen: number;
  /** The user has seen everything up to this id. */
  readonly seenThrough: number;
  /** The newest change of preferences that lists and counts obey; 0 if there was none, undefined while unknown. */
  readonly preferences: number | undefined;
  readonly connection: ConnectionState;
  readonly filter: Filter;
  /** All types that have been seen, for a choice. */
  readonly types: readonly string[];
  readonly loaded: boolean;
  readonly loading: boolean;
  readonly hasMore: boolean;
  /** The last failure: loading a list, or changing a notification. */
  readonly error: 'load' | 'change' | undefined;
}

/** Before anything has come. */
export const EMPTY_INBOX: InboxState = {
  notifications: [],
  unread: 0,
  unseen: 0,
  seenThrough: 0,
  preferences: undefined,
  connection: 'connecting',
  filter: {},
  types: [],
  loaded: false,
  loading: false,
  hasMore: false,
  error: undefined,
};
