export type { SignIn } from './access.js';
export type { Api, Change, ListQuery, Page } from './api.js';
export { connect } from './client.js';
export { CarillonError } from './error.js';
export type {
  ConnectionState,
  InboxChange,
  Notification,
  Recall,
  Snapshot,
  StreamMessage,
  Unread,
  Update,
} from './messages.js';
export type { Client, ConnectOptions } from './options.js';
export type { Timing } from './timing.js';
