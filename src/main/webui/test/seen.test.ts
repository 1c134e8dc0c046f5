import { afterEach, beforeEach, expect, test } from 'vitest';
import { Inbox, type InboxOptions } from '@carillon/client/inbox';
import { FAST, useSessionStorage } from './support/client.js';
import { eventually } from './support/eventually.js';
import { StubServer } from './stub/server.js';

let stub: StubServer;
const devices: Inbox[] = [];

beforeEach(async () => {
  useSessionStorage();
  stub = await new StubServer().listen();
});

afterEach(async () => {
  devices.splice(0).forEach((device) => device.close());
  await stub.close();
});

/** Streams that the test cuts at random are not taken for streams that a clock cuts. */
async function open(options: InboxOptions = {}): Promise<Inbox> {
  const device = new Inbox({ url: stub.url, shared: false, pageSize: 50, ...options, timing: { ...FAST, silence: 60_000, cut: 0 } });
  devices.push(device);
  await eventually(() => expect(device.state).toMatchObject({ connection: 'live', loaded: true }));
  return device;
}

function create(count: number, given = {}): void {
  for (let created = 0; created < count; created++) {
    stub.create(given);
  }
}

const asked = (path: string): unknown[] => stub.seen.flatMap((one) => (one.path === path ? [one.body] : []));

test('what one device has seen is seen on another, and stays unread', async () => {
  create(3);
  const [phone, desk] = [await open(), await open()];
  expect(desk.state).toMatchObject({ unread: 3, unseen: 3, seenThrough: 0 });
  const saved = phone.markSeen();
  expect(phone.state).toMatchObject({ unread: 3, unseen: 0 });
  await saved;
  await eventually(() => expect(desk.state).toMatchObject({ unread: 3, unseen: 0, seenThrough: 3 }));
  create(1);
  await eventually(() => expect(desk.state).toMatchObject({ unread: 4, unseen: 1 }));
});

test('a notification that was seen elsewhere before it came is in the list and no news', async () => {
  const news: number[] = [];
  const desk = await open({ onNotification: ({ id }) => news.push(id) });
  stub.streamFault = 503;
  stub.cutAll();
  create(2);
  stub.inbox().see(1);
  stub.streamFault = undefined;
  await eventually(() => expect(desk.client.cursor).toBe(stub.cursorAt(2)));
  await eventually(() => expect(desk.state).toMatchObject({ unread: 2, unseen: 1 }));
  expect(news).toEqual([2]);
});

test('a notification that this page has seen in a list before the stream brought it is news', async () => {
  create(1);
  const news: number[] = [];
  const desk = await open({ onNotification: ({ id }) => news.push(id) });
  stub.streamFault = 503;
  stub.cutAll();
  create(2);
  await desk.reload();
  await desk.markSeen();
  expect(desk.state).toMatchObject({ unseen: 0, seenThrough: 3 });
  stub.streamFault = undefined;
  await eventually(() => expect(desk.client.cursor).toBe(stub.cursorAt(3)));
  expect(news).toEqual([2, 3]);
});

test('what was read, marked or put away was seen, and does not become unseen', async () => {
  create(4);
  const [phone, desk] = [await open(), await open()];
  await phone.markRead(2);
  await phone.markRead(2, false);
  await phone.archive(3);
  for (const device of [phone, desk]) {
    await eventually(() => expect(device.state).toMatchObject({ unread: 3, unseen: 2 }));
  }
  await phone.markAllRead();
  await eventually(() => expect(desk.state).toMatchObject({ unread: 0, unseen: 0 }));
});

test('many looks are few requests, each for the newest', async () => {
  create(20);
  const phone = await open();
  await Promise.all(phone.state.notifications.map(({ id }) => phone.markSeen(21 - id)));
  expect(asked('/seen')).toEqual([{ through: 1 }, { through: 20 }]);
  await phone.markSeen();
  expect(asked('/seen').length).toBe(2);
});

test('a look that could not be told is told when the connection is back', async () => {
  create(2);
  const phone = await open();
  stub.changeFault = 503;
  await phone.markSeen();
  expect(phone.state).toMatchObject({ unseen: 0, error: undefined });
  expect(stub.inbox().unread().unseen).toBe(2);
  stub.changeFault = undefined;
  stub.cutAll();
  await eventually(() => expect(stub.inbox().unread().unseen).toBe(0));
  await eventually(() => expect(phone.state).toMatchObject({ unread: 2, unseen: 0, seenThrough: 2 }));
});

test('a page that may only listen asks once', async () => {
  const phone = await open();
  stub.changeFault = 403;
  create(1);
  await eventually(() => expect(phone.state.unseen).toBe(1));
  await phone.markSeen();
  create(1);
  await eventually(() => expect(phone.state.notifications.length).toBe(2));
  await phone.markSeen();
  expect(asked('/seen')).toEqual([{ through: 1 }]);
});

test('a server that knows nothing of it has seen what was read', async () => {
  create(1);
  const phone = await open();
  stub.streams.forEach((stream) => stream.send({ type: 'inbox', unread: 1, version: 50, upTo: 1 }));
  create(1);
  await eventually(() => expect(phone.state).toMatchObject({ unread: 2, unseen: 2, seenThrough: 0 }));
});

test('a reset forgets what was seen in the other history', async () => {
  create(4);
  const phone = await open();
  await phone.markSeen();
  stub.restore('e2');
  create(1);
  stub.cutAll();
  await eventually(() => expect(phone.state).toMatchObject({ unread: 1, unseen: 1, seenThrough: 0 }));
  await phone.markSeen();
  expect(stub.inbox().unread()).toMatchObject({ unseen: 0, seenThrough: 1 });
});

test('a count from before a replacement is asked about: what it replaced may have been read', async () => {
  create(1, { collapseKey: 'build' });
  const phone = await open();
  // Read on another device before its successor came; this is told after it.
  stub.inbox().mark([1], true);
  create(1, { collapseKey: 'build' });
  await eventually(() => expect(phone.state.notifications.map(({ id }) => id)).toEqual([2]));
  expect(phone.state.unread).toBe(1);
  stub.inbox().version = 50;
  stub.streams.forEach((stream) =>
    stream.send({ type: 'inbox', unread: 0, unseen: 0, seenThrough: 0, version: 50, upTo: 1, read: [1] }),
  );
  await eventually(() => expect(asked('/unread').length).toBe(1));
  await eventually(() => expect(phone.state).toMatchObject({ unread: 1, unseen: 1 }));
});

/** A small generator with a seed, so that a failure can be repeated. */
function randomOf(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const ACTS = Number(process.env.CARILLON_ACTS ?? 300);
const ACTS_AT_ONCE = 30;

test(
  'ten devices have the same counts after whatever their user does on them, and none shows news that was seen elsewhere',
  async () => {
    const seed = Number(process.env.CARILLON_SEED ?? Date.now());
    console.log(`seed of ten devices: ${seed}`);
    const random = randomOf(seed);
    const inbox = stub.inbox();
    const wrong: string[] = [];
    for (let number = 0; number < 10; number++) {
      const device: Inbox = await open({
        onNotification: ({ id }) =>
          id <= device.state.seenThrough && !hasSeen(device, id) && wrong.push(`${number}: ${id}`),
      });
    }
    for (let act = 0; act < ACTS; act++) {
      const device = devices[random(10)]!;
      const known = device.state.notifications;
      const one = known[random(known.length || 1)];
      const acts: (() => unknown)[] = [
        () => stub.create({ users: random(2) ? undefined : ['26'], collapseKey: random(3) ? null : `key-${random(3)}` }),
        () => device.markSeen(one?.id ?? 0),
        () => one && device.markRead(one.id, !!random(2)),
        () => device.markSeen(),
        () => one && (random(2) ? device.archive(one.id) : device.remove(one.id)),
        () => random(8) || device.markAllRead(),
        () => one && random(4) === 0 && stub.recall(one.id),
        () => random(5) || [...stub.streams][random(10)]?.cut(),
      ];
      void acts[random(8) % (known.length > 40 ? 8 : acts.length)]!();
      if (act % ACTS_AT_ONCE === ACTS_AT_ONCE - 1) {
        await eventually(() => {
          const { unread, unseen, seenThrough } = inbox.unread();
          devices.forEach((each, number) =>
            expect({ number, ...counts(each), connection: each.state.connection }).toEqual({
              number, unread, unseen, seenThrough, connection: 'live',
            }),
          );
        });
      }
    }
    expect(wrong).toEqual([]);
  },
  Math.max(60_000, ACTS * 100),
);

function hasSeen({ client }: Inbox, id: number): boolean {
  return stub.seen.some(
    ({ path, body, headers }) =>
      path === '/seen' &&
      headers['carillon-client'] === client.clientId &&
      (body as { through: number }).through >= id,
  );
}

function counts({ state: { unread, unseen, seenThrough } }: Inbox): object {
  return { unread, unseen, seenThrough };
}

test('a change says on which client it was made, and a question does not', async () => {
  create(1);
  const phone = await open();
  await phone.markSeen();
  await phone.markRead(1);
  const told = (methods: string[]): unknown[] =>
    stub.seen.flatMap(({ method, path, headers }) => (methods.includes(method) && path !== '/ack' ? [headers['carillon-client']] : []));
  expect(phone.client.clientId).toBeTruthy();
  expect(told(['POST', 'PATCH'])).toEqual([phone.client.clientId, phone.client.clientId]);
  expect(new Set(told(['GET']))).toEqual(new Set([undefined]));
});
