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
export {
  isQuiet,
  isRequired,
  isShown,
  quietUntil,
  type Preferences,
  type PreferencesChange,
  type QuietHours,
  type TypeDefault,
  type TypePreference,
} from './preferences.js';
export type { Client, ConnectOptions } from './options.js';
export type { Timing } from './timing.js';
