import type { InboxChange, Notification } from './messages.js';

/** Selects the part of the inbox that is listed. */
export interface Filter {
  unread?: boolean;
  type?: string;
}

export type List = readonly Notification[];

export function matches(filter: Filter, notification: Notification): boolean {
  return (!filter.unread || !notification.isRead) && (!filter.type || notification.type === filter.type);
}

/** One list, newest first, in which the later argument's notifications win. */
export function merge(older: List, newer: List): List {
  const byId = new Map([...older, ...newer].map((notification) => [notification.id, notification]));
  return [...byId.values()].sort((a, b) => b.id - a.id);
}

/**
 * Puts the server's newest page over what is shown. Inside the page's range the page is right, also about what is
 * gone; below it what was loaded before stays, unless there may be a hole between the two.
 */
export function overlay(shown: List, page: List, pageIsFull: boolean, filter: Filter): List {
  const oldest = pageIsFull ? Math.min(...page.map(({ id }) => id)) : -Infinity;
  const touching = shown.some(({ id }) => id >= oldest);
  const below = touching ? shown.filter(({ id }) => id < oldest) : [];
  return merge(
    below,
    page.filter((notification) => matches(filter, notification)),
  );
}

/** Adds a new notification. One with a collapse key replaces the unread ones with the same key and recipient. */
export function add(list: List, notification: Notification): { list: List; replaced: List } {
  const { collapseKey, audience } = notification;
  const stays = (old: Notification): boolean =>
    old.isRead || !collapseKey || old.collapseKey !== collapseKey || old.audience !== audience;
  return { list: merge(list.filter(stays), [notification]), replaced: list.filter((old) => !stays(old)) };
}

export function change(list: List, inbox: InboxChange): List {
  const { read = [], markedUnread = [], readThrough = 0, archived = [], deleted = [] } = inbox;
  const gone = new Set([...archived, ...deleted]);
  const nowRead = new Set(read);
  const nowUnread = new Set(markedUnread);
  const touched = new Set([...read, ...markedUnread]);
  return list
    .filter(({ id }) => !gone.has(id))
    .map((notification) => {
      const { id } = notification;
      const isRead = !nowUnread.has(id) && (notification.isRead || nowRead.has(id) || id <= readThrough);
      const changed = isRead === notification.isRead ? notification : { ...notification, isRead };
      return touched.has(id) ? { ...changed, isSeen: true } : changed;
    });
}

export function withRead(list: List, id: number, isRead: boolean): List {
  return list.map((notification) => (notification.id === id ? { ...notification, isRead, isSeen: true } : notification));
}

export function without(list: List, id: number): List {
  return list.filter((notification) => notification.id !== id);
}
