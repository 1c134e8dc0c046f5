export { CarillonError, type Api, type Change, type ListQuery, type Page } from './api.js';
export { connect } from './client.js';
export type {
  ConnectionState,
  InboxChange,
  Notification,
  Snapshot,
  StreamMessage,
  Unread,
} from './messages.js';
export type { Client, ConnectOptions } from './options.js';
export type { Timing } from './timing.js';
