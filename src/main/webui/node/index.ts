export { Carillon, type Options } from './carillon.js';
export { NotificationBroadcaster, type Sent } from './broadcaster.js';
export { CarillonError, CarillonUnavailable, type FieldError } from './errors.js';
export type { CallOptions, Ticket } from './carillon.js';
export type {
  Change,
  DefaultPreferences,
  Handover,
  LaterNotification,
  NewNotification,
  Notification,
  Recipient,
  Scheduled,
  ScheduledNotification,
  ScheduledPage,
  SentNotification,
  SentPage,
  Text,
  TypeDefault,
} from './notification.js';
export { carillonProxy, type ProxyOptions } from './proxy.js';
