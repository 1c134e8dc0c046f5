import type { Notification } from '@carillon/client';

/** A run of notifications that were created on the same day, as the user's clock divides days. */
export interface Day {
  /** The day's beginning; NaN for times that cannot be read. */
  start: number;
  notifications: Notification[];
}

/** Newest first, as the list is. */
export function byDay(notifications: readonly Notification[]): Day[] {
  const days: Day[] = [];
  for (const notification of notifications) {
    const start = startOfDay(Date.parse(notification.createdAt));
    const day = days.at(-1);
    if (day && Object.is(day.start, start)) {
      day.notifications.push(notification);
    } else {
      days.push({ start, notifications: [notification] });
    }
  }
  return days;
}

/** "Today" and "yesterday" in the given language, else the date. */
export function dayName(start: number, now: number, locale: string): string {
  if (Number.isNaN(start)) {
    return '';
  }
  // Days of 23 and 25 hours are days, too. A clock that is behind the server's makes no tomorrow.
  const ago = Math.min(0, Math.round((start - startOfDay(now)) / 86_400_000));
  const name =
    ago > -2
      ? new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(ago, 'day')
      : new Intl.DateTimeFormat(locale, {
          weekday: 'long',
          day: 'numeric',
          month: 'long',
          ...(new Date(start).getFullYear() !== new Date(now).getFullYear() && { year: 'numeric' }),
        }).format(start);
  return name.charAt(0).toLocaleUpperCase(locale) + name.slice(1);
}

function startOfDay(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0);
}
