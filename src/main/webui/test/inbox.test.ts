import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Inbox, type InboxOptions } from '@carillon/client/inbox';
import { FAST, useSessionStorage } from './support/client.js';
import { eventually } from './support/eventually.js';
import { StubServer } from './stub/server.js';

let stub: StubServer;
let inbox: Inbox;

beforeEach(async () => {
  useSessionStorage();
  stub = await new StubServer().listen();
});

afterEach(async () => {
  inbox.close();
  await stub.close();
});

async function open(options: InboxOptions = {}): Promise<void> {
  inbox = new Inbox({ url: stub.url, shared: false, pageSize: 5, ...options, timing: { ...FAST, silence: 60_000 } });
  await eventually(() => expect(inbox.state).toMatchObject({ connection: 'live', loaded: true }));
}

function create(count: number, given = {}): void {
  for (let created = 0; created < count; created++) {
    stub.create(given);
  }
}

const ids = (): number[] => inbox.state.notifications.map(({ id }) => id);
const unreadIds = (): number[] => inbox.state.notifications.flatMap(({ id, isRead }) => (isRead ? [] : [id]));

test('begins with the newest page and the count, from the stream alone', async () => {
  create(8);
  await open();
  expect(ids()).toEqual([8, 7, 6, 5, 4]);
  expect(inbox.state).toMatchObject({ unread: 8, hasMore: true });
  expect(stub.requests()).toEqual([]);
});

test('a server without snapshots is asked for its list', async () => {
  stub.snapshots = false;
  create(2);
  await open();
  expect(ids()).toEqual([2, 1]);
  await eventually(() => expect(inbox.state.unread).toBe(2));
});

test('a new notification counts one, and one that the snapshot counted does not count again', async () => {
  create(3);
  await open();
  create(1);
  await eventually(() => expect(inbox.state.unread).toBe(4));
  stub.cutAll();
  create(2);
  await eventually(() => expect(ids()).toEqual([6, 5, 4, 3, 2, 1]));
  await eventually(() => expect(inbox.state).toMatchObject({ connection: 'live', unread: 6 }));
});

test('what another device reads is read here, with its count', async () => {
  create(3);
  await open();
  stub.inbox().mark([2], true);
  stub.tellInbox(stub.inbox(), { read: [2] });
  await eventually(() => expect(unreadIds()).toEqual([3, 1]));
  expect(inbox.state.unread).toBe(2);
});

test('reading is shown at once and taken back if the server rejects', async () => {
  create(2);
  await open();
  const saved = inbox.markRead(2);
  expect(inbox.state.unread).toBe(1);
  await saved;
  expect(stub.inbox().unread().unread).toBe(1);

  stub.changeFault = 500;
  const rejected = inbox.markRead(1);
  expect(inbox.state).toMatchObject({ unread: 0, error: undefined });
  create(1);
  await rejected;
  await eventually(() => expect(unreadIds()).toEqual([3, 1]));
  expect(inbox.state).toMatchObject({ unread: 2, error: 'change' });
});

test('all read means everything that has arrived, also what is not loaded', async () => {
  create(8);
  await open();
  await inbox.markAllRead();
  expect(inbox.state.unread).toBe(0);
  expect(stub.inbox().unread().unread).toBe(0);
  expect(stub.seen.find(({ path }) => path === '/read')!.body).toEqual({ through: 8 });
  create(1);
  await eventually(() => expect(unreadIds()).toEqual([9]));
});

test('an archived notification leaves the list and the count', async () => {
  create(3);
  await open();
  await inbox.archive(2);
  expect(ids()).toEqual([3, 1]);
  await eventually(() => expect(inbox.state.unread).toBe(2));
  expect(stub.inbox().all().length).toBe(2);
});

test('older pages follow until there are no more', async () => {
  create(12);
  await open();
  await inbox.loadMore();
  expect(ids()).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3]);
  await inbox.loadMore();
  expect(ids().length).toBe(12);
  expect(inbox.state.hasMore).toBe(false);
});

test('a filter asks the server, and new notifications obey it', async () => {
  create(2, { type: 'payment.failed' });
  create(6);
  await open();
  await inbox.show({ type: 'payment.failed' });
  expect(ids()).toEqual([2, 1]);
  create(1);
  create(1, { type: 'payment.failed' });
  await eventually(() => expect(ids()).toEqual([10, 2, 1]));
  expect(inbox.state).toMatchObject({ unread: 10, types: ['payment.failed', 'session_created'] });
});

test('a newer notification with the same collapse key replaces the unread one', async () => {
  await open();
  create(1, { collapseKey: 'build' });
  create(1);
  create(1, { collapseKey: 'build' });
  await eventually(() => expect(ids()).toEqual([3, 2]));
  expect(inbox.state.unread).toBe(2);
});

test('one to everybody and one to the user do not replace each other', async () => {
  await open();
  create(1, { collapseKey: 'build' });
  create(1, { collapseKey: 'build', users: undefined });
  await eventually(() => expect(ids()).toEqual([2, 1]));
  create(1, { collapseKey: 'build' });
  await eventually(() => expect(ids()).toEqual([3, 2]));
  expect(inbox.state.unread).toBe(2);
});

test('an expired notification leaves the list', async () => {
  await open();
  create(1, { expiresAt: new Date(Date.now() + 400).toISOString() });
  create(1);
  await eventually(() => expect(ids()).toEqual([2, 1]));
  await eventually(() => expect(ids()).toEqual([2]));
});

test('another history replaces the list and the count', async () => {
  create(4);
  await open();
  expect(inbox.state.unread).toBe(4);
  stub.restore('e2');
  create(1);
  stub.cutAll();
  await eventually(() => expect(ids()).toEqual([1]));
  await eventually(() => expect(inbox.state.unread).toBe(1));
});

test('the list is loaded again after a random part of the time that the server gives', async () => {
  create(2);
  await open();
  vi.spyOn(Math, 'random').mockReturnValue(0.25);
  const timers = vi.spyOn(globalThis, 'setTimeout');
  stub.reloadWithinMs = 60_000;
  stub.restore('e2');
  stub.cutAll();
  await eventually(() => expect(timers.mock.calls.map(([, delay]) => delay)).toContain(15_000));
  expect(stub.requests()).toEqual([]);
  await inbox.reload();
  expect(stub.requests()).toContain('GET /');
  vi.restoreAllMocks();
});

test('a list that cannot be loaded is an error that can be tried again', async () => {
  create(7);
  await open();
  stub.routeFault = 500;
  await inbox.loadMore();
  expect(inbox.state).toMatchObject({ error: 'load', loading: false });
  stub.routeFault = undefined;
  await inbox.loadMore();
  expect(inbox.state.error).toBeUndefined();
  expect(ids().length).toBe(7);
});

test('what was read elsewhere meanwhile is not news when the stream repeats it', async () => {
  const news: number[] = [];
  await open({ onNotification: ({ id }) => news.push(id) });
  stub.streamFault = 503;
  stub.cutAll();
  create(3);
  stub.inbox().mark([2], true);
  stub.inbox().remove(1);
  stub.streamFault = undefined;
  await eventually(() => expect(inbox.client.cursor).toBe(stub.cursorAt(3)));
  expect(news).toEqual([3]);
  expect(ids()).toEqual([3, 2]);
  expect(unreadIds()).toEqual([3]);
  expect(inbox.state.unread).toBe(1);
});

test('what is gone again when the stream repeats it does not come back, not even the newest', async () => {
  const news: number[] = [];
  create(1);
  await open({ onNotification: ({ id }) => news.push(id) });
  stub.streamFault = 503;
  stub.cutAll();
  create(2);
  stub.inbox().remove(3);
  stub.streamFault = undefined;
  await eventually(() => expect(inbox.client.cursor).toBe(stub.cursorAt(3)));
  expect(news).toEqual([2]);
  expect(ids()).toEqual([2, 1]);
  expect(inbox.state.unread).toBe(2);
});

test('a count that overtakes the notification that is in it is set right', async () => {
  create(1);
  await open();
  const told = { type: 'inbox', unread: 2, version: 50, upTo: 2 };
  stub.inbox().version = 50;
  stub.streams.forEach((stream) => stream.send(told));
  create(1);
  await eventually(() => expect(ids()).toEqual([2, 1]));
  expect(inbox.state.unread).toBe(2);
  expect(stub.requests().filter((request) => request.startsWith('GET'))).toEqual([]);
});

test('a count that was made before the last notification is set right', async () => {
  create(1);
  await open();
  create(1);
  await eventually(() => expect(inbox.state.unread).toBe(2));
  stub.inbox().version = 50;
  stub.streams.forEach((stream) => stream.send({ type: 'inbox', unread: 0, version: 50, upTo: 1, read: [1] }));
  await eventually(() => expect(unreadIds()).toEqual([2]));
  expect(inbox.state.unread).toBe(1);
  expect(stub.requests().filter((request) => request.startsWith('GET'))).toEqual([]);
});

test('keeps nothing of a user who is signed out, and starts again when one signs in', async () => {
  let emptied = 0;
  stub.create();
  await open({ onEmptied: () => emptied++ });
  expect(ids()).toEqual([1]);
  stub.signedOut = true;
  stub.cutAll();
  await eventually(() => expect(inbox.state.connection).toBe('signed-out'));
  expect(inbox.state).toMatchObject({ notifications: [], types: [], unread: 0, hasMore: false });
  expect(emptied).toBe(1);

  stub.signedOut = false;
  inbox.client.reconnect();
  await eventually(() => expect(ids()).toEqual([1]));
  expect(inbox.state.unread).toBe(1);
});

test('a recalled notification leaves the list and the count', async () => {
  create(3);
  const told: unknown[] = [];
  await open({ onRecall: (recall) => told.push(recall) });
  stub.recall(2);
  await eventually(() => expect(ids()).toEqual([3, 1]));
  expect(inbox.state.unread).toBe(2);
  expect(told).toEqual([{ id: 2, entry: 4 }]);
  stub.tellInbox(stub.inbox());
  create(1);
  await eventually(() => expect(inbox.state.unread).toBe(3));
  expect(stub.requests()).not.toContain('GET /unread');
});

test('a recall while the stream is away is caught up, and a read notification does not count', async () => {
  create(3);
  await open();
  await inbox.markRead(2);
  await eventually(() => expect(inbox.state.unread).toBe(2));
  stub.cutAll();
  stub.recall(2);
  await eventually(() => expect(ids()).toEqual([3, 1]));
  await eventually(() => expect(inbox.state).toMatchObject({ connection: 'live', unread: 2 }));
});

test('the count of a recalled notification that is not loaded comes from the server', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0.01);
  create(8);
  await open();
  stub.recall(1);
  await eventually(() => expect(inbox.state.unread).toBe(7));
  expect(ids()).toEqual([8, 7, 6, 5, 4]);
  vi.restoreAllMocks();
});

test('an update replaces the text and nothing else', async () => {
  create(2);
  await open();
  await inbox.markRead(1);
  stub.update(1, { title: 'Moved', message: 'Studio B' });
  await eventually(() => expect(inbox.state.notifications[1]).toMatchObject({ id: 1, title: 'Moved', message: 'Studio B', isRead: true }));
  expect(inbox.state.unread).toBe(1);
  stub.update(1, { title: 'Moved again' });
  await eventually(() => expect(inbox.state.notifications[1]).toMatchObject({ title: 'Moved again' }));
  expect(ids()).toEqual([2, 1]);
});

test('a list that was asked for before brings no old text back', async () => {
  create(7);
  await open();
  const list = inbox.client.api.list.bind(inbox.client.api);
  vi.spyOn(inbox.client.api, 'list').mockImplementation(async (query) => {
    const page = await list(query);
    stub.recall(1);
    stub.update(2, { title: 'New title' });
    await eventually(() => expect(inbox.client.cursor).toBe(stub.cursorAt(stub.head)));
    return page;
  });
  await inbox.loadMore();
  expect(ids()).toEqual([7, 6, 5, 4, 3, 2]);
  expect(inbox.state.notifications.at(-1)!.title).toBe('New title');
});
