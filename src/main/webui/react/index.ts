export { NotificationCenter, type NotificationCenterProps } from './notification-center.js';
export { useNotifications, type UseNotifications, type UseNotificationsOptions } from './use-notifications.js';
