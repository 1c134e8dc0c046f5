import { beforeEach, expect, test } from 'vitest';
import { Feed } from '../client/feed.js';
import type { Notification } from '../client/messages.js';

const notification = (id: number): Notification => ({
  id,
  type: 'test',
  title: `Title ${id}`,
  message: '',
  isRead: false,
  createdAt: '2026-01-01T00:00:00.000Z',
});

let shown: (number | string)[];
let feed: Feed;

beforeEach(() => {
  shown = [];
  feed = new Feed({
    onNotification: ({ id }) => shown.push(id),
    onRecall: ({ id, entry }) => shown.push(`recall ${id} by ${entry}`),
    onUpdate: ({ notification, entry }) => shown.push(`update ${notification.id} by ${entry}`),
    onInbox: ({ unread }) => shown.push(`unread ${unread}`),
    onReset: (reason) => shown.push(`reset ${reason}`),
  });
});

const give = (id: number, mark = 'e1'): void =>
  feed.accept({ type: 'notification', data: notification(id) }, `${mark}-${id}`);

test('a repeated or earlier notification is dropped', () => {
  [1, 2, 2, 1, 3].forEach((id) => give(id));
  expect(shown).toEqual([1, 2, 3]);
  expect(feed.cursor).toBe('e1-3');
});

test('a ping moves the cursor, so that an idle client resumes near the head', () => {
  feed.accept({ type: 'ping' }, 'e1-900');
  expect(feed.cursor).toBe('e1-900');
});

test('a position behind what was delivered does not move the cursor back', () => {
  give(5);
  feed.accept({ type: 'connected', resumed: true }, 'e1-3');
  expect(feed.cursor).toBe('e1-5');
});

test('every notification has a mark of its own, and is known by its id', () => {
  give(5, 'a5');
  give(6, 'b6');
  give(5, 'a5');
  give(6, 'b6');
  feed.accept({ type: 'connected', resumed: true }, 'a5-5');
  expect(shown).toEqual([5, 6]);
  expect(feed.cursor).toBe('b6-6');
});

test('after a reset the ids of the new history are news', () => {
  give(7);
  feed.accept({ type: 'reset', reason: 'forked', reloadWithinMs: 0 }, 'e2-2');
  [2, 3].forEach((id) => give(id, 'e2'));
  expect(shown).toEqual([7, 'reset forked', 3]);
});

test('a count with a lower version than one that was shown is dropped', () => {
  feed.accept({ type: 'inbox', unread: 3, unseen: 0, seenThrough: 0, version: 8, upTo: 0 }, undefined);
  feed.accept({ type: 'inbox', unread: 9, unseen: 0, seenThrough: 0, version: 7, upTo: 0 }, undefined);
  feed.accept({ type: 'inbox', unread: 2, unseen: 0, seenThrough: 0, version: 9, upTo: 0 }, undefined);
  expect(shown).toEqual(['unread 3', 'unread 2']);
});

test('a tab that joins others does not show what they have been shown before', () => {
  feed.joinAt('e1-10');
  [9, 10, 11].forEach((id) => give(id));
  expect(shown).toEqual([11]);
});

test('a recall and an update have places of their own, and are passed on once', () => {
  [1, 2].forEach((id) => give(id));
  const recall = { type: 'recall', data: { id: 1 } } as const;
  const update = { type: 'update', data: notification(2) } as const;
  feed.accept(recall, 'e1-3');
  feed.accept(update, 'e1-4');
  feed.accept(recall, 'e1-3');
  feed.accept(update, 'e1-4');
  expect(shown).toEqual([1, 2, 'recall 1 by 3', 'update 2 by 4']);
  expect(feed.cursor).toBe('e1-4');
});
