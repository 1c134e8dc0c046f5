import { afterEach, beforeEach, expect, test } from 'vitest';
import { record, useSessionStorage, type Recorded } from './support/client.js';
import { eventually } from './support/eventually.js';
import { StubServer } from './stub/server.js';

let stub: StubServer;
let opened: Recorded[];

beforeEach(async () => {
  useSessionStorage();
  stub = await new StubServer().listen();
  opened = [];
});

afterEach(async () => {
  opened.forEach(({ client }) => client.close());
  await stub.close();
});

async function live(options: Parameters<typeof record>[1] = {}): Promise<Recorded> {
  const recorded = record(stub, options);
  opened.push(recorded);
  await eventually(() => expect(recorded.client.state).toBe('live'));
  return recorded;
}

const lastStream = (): URLSearchParams => stub.seen.filter(({ path }) => path === '/stream').at(-1)!.query;

test('a notification is shown as it is created, and no list is asked for', async () => {
  const { ids, client, states } = await live();
  stub.create();
  await eventually(() => expect(ids()).toEqual([1]));
  expect(states).toEqual(['catching-up', 'live']);
  expect(client.cursor).toBe(stub.cursorAt(1));
  expect(stub.requests().filter((request) => request.startsWith('GET'))).toEqual([]);
});

test('after a lost connection what was missed comes, once and in order', async () => {
  const { ids, client, states } = await live();
  stub.create();
  await eventually(() => expect(ids()).toEqual([1]));
  stub.cutAll();
  [2, 3, 4].forEach(() => stub.create());
  await eventually(() => expect(ids()).toEqual([1, 2, 3, 4]));
  await eventually(() => expect(client.state).toBe('live'));
  expect(states.slice(-3)).toEqual(['connecting', 'catching-up', 'live']);
});

test.each([503, 204, 'html'] as const)('an EventSource that gave up after %s is replaced, with the cursor', async (fault) => {
  const { ids } = await live();
  stub.create();
  await eventually(() => expect(ids()).toEqual([1]));
  stub.streamFault = fault;
  stub.cutAll();
  await eventually(() => expect(stub.seen.filter(({ path }) => path === '/stream').length).toBeGreaterThan(3));
  stub.create();
  stub.streamFault = undefined;
  await eventually(() => expect(ids()).toEqual([1, 2]));
  expect(lastStream().get('lastEventId')).toBe(stub.cursorAt(1));
});

test('a rejected session is final: no more requests until the page asks for it', async () => {
  const { client, ids } = await live();
  stub.signedOut = true;
  stub.cutAll();
  await eventually(() => expect(client.state).toBe('signed-out'));
  const asked = stub.seen.length;
  await new Promise((later) => setTimeout(later, 500));
  expect(stub.seen.length).toBe(asked);

  stub.signedOut = false;
  stub.create();
  client.reconnect();
  await eventually(() => expect(ids()).toEqual([1]));
});

test('a stream that falls silent without ending is replaced', async () => {
  const { ids } = await live();
  const [first] = stub.streams;
  first!.notify = () => undefined;
  stub.create();
  await eventually(() => expect(ids()).toEqual([1]));
});

test('pings keep a quiet stream', async () => {
  await live();
  for (let ping = 0; ping < 8; ping++) {
    await new Promise((later) => setTimeout(later, 100));
    stub.ping();
  }
  expect(stub.seen.filter(({ path }) => path === '/stream').length).toBe(1);
});

test('a server that accepts and never answers is asked again', async () => {
  stub.streamFault = 'silent';
  const recorded = record(stub, { timing: { open: 800 } });
  opened.push(recorded);
  await eventually(() => expect(stub.seen.filter(({ path }) => path === '/stream').length).toBe(2));
  stub.streamFault = undefined;
  await eventually(() => expect(recorded.client.state).toBe('live'));
});

test('another history is told as a reset and continues from its own cursor', async () => {
  const { resets, ids, client } = await live();
  stub.create();
  stub.create();
  await eventually(() => expect(ids()).toEqual([1, 2]));
  stub.restore('e2');
  stub.cutAll();
  await eventually(() => expect(resets).toEqual(['forked']));
  stub.create();
  await eventually(() => expect(ids()).toEqual([1, 2, 1]));
  expect(client.cursor).toBe(stub.cursorAt(1));
});

test('many notifications are acknowledged together, up to the newest', async () => {
  const { ids, client } = await live();
  Array.from({ length: 50 }, () => stub.create());
  await eventually(() => expect(ids().length).toBe(50));
  await eventually(() => expect(stub.acknowledged.get(client.clientId!)).toBe(stub.cursorAt(50)));
  expect(stub.requests().filter((request) => request === 'POST /ack').length).toBeLessThan(10);
});

test('an acknowledgement that failed is repeated', async () => {
  stub.routeFault = 503;
  const { client } = await live();
  stub.create();
  await eventually(() => expect(stub.requests()).toContain('POST /ack'));
  stub.routeFault = undefined;
  await eventually(() => expect(stub.acknowledged.get(client.clientId!)).toBe(stub.cursorAt(1)));
});

test('after a reload the same client resumes behind what it acknowledged', async () => {
  const first = await live();
  stub.create();
  await eventually(() => expect(stub.acknowledged.size).toBe(1));
  first.client.close();
  stub.create();
  const second = await live();
  expect(second.client.clientId).toBe(first.client.clientId);
  await eventually(() => expect(second.ids()).toEqual([2]));
});

test('what is not understood is ignored, and what the page throws does not stop the stream', async () => {
  const thrown: unknown[] = [];
  const onThrown = (error: unknown): unknown => thrown.push(error);
  process.on('uncaughtException', onThrown);
  const others = process.listeners('uncaughtException').filter((listener) => listener !== onThrown);
  others.forEach((listener) => process.off('uncaughtException', listener));
  const { ids } = await live({
    onNotification: ({ id }) => {
      if (id === 1) {
        throw new Error('the page is at fault');
      }
    },
  });
  const [stream] = stub.streams;
  stream!.send({ type: 'from-the-future', data: 1 });
  stub.create();
  stub.create();
  await eventually(() => expect(ids()).toEqual([1, 2]));
  await eventually(() => expect(thrown).toEqual([new Error('the page is at fault')]));
  process.off('uncaughtException', onThrown);
  others.forEach((listener) => process.on('uncaughtException', listener));
});

test('only the types that were asked for come', async () => {
  const { ids } = await live({ types: ['session_*'] });
  stub.create({ type: 'payment.failed' });
  stub.create({ type: 'session_deleted' });
  await eventually(() => expect(ids()).toEqual([2]));
  expect(lastStream().get('types')).toBe('session_*');
});

test('polls bridge the time without a stream, and repeat nothing when it is back', async () => {
  const { ids, client, snapshots } = await live({ timing: { grace: 80 }, snapshot: 5 });
  stub.create();
  await eventually(() => expect(ids()).toEqual([1]));
  stub.streamFault = 503;
  stub.cutAll();
  stub.create();
  await eventually(() => expect(ids()).toEqual([1, 2]));
  await eventually(() => expect(client.state).toBe('live'));
  expect(snapshots.at(-1)).toMatchObject({ unread: 2 });

  stub.streamFault = undefined;
  await eventually(() => expect(stub.streams.size).toBe(1));
  stub.create();
  await eventually(() => expect(ids()).toEqual([1, 2, 3]));
  await eventually(() => expect(stub.polls.size).toBe(0));
  const asked = stub.polled.length;
  stub.ping();
  await new Promise((later) => setTimeout(later, 350));
  expect(stub.polled.length).toBe(asked);
  expect(ids()).toEqual([1, 2, 3]);
});

test('a network that lets no stream through is polled, and remembered by the next page', async () => {
  stub.streamFault = 'mute';
  const { ids, client } = await live({ timing: { open: 800 } });
  await eventually(() => expect(stub.streams.size).toBe(0));
  const streams = (): number => stub.seen.filter(({ path }) => path === '/stream').length;
  expect(lastStream().get('padding')).toBe('16384');
  expect(streams()).toBe(2);
  stub.create();
  stub.create();
  await eventually(() => expect(ids()).toEqual([1, 2]));
  expect(client.cursor).toBe(stub.cursorAt(2));

  const next = await live({ timing: { open: 800 } });
  stub.create();
  await eventually(() => expect(next.ids()).toEqual([3]));
  await eventually(() => expect(ids()).toEqual([1, 2, 3]));
  expect(streams()).toBe(2);
});

test('a network that waits for bytes gets them, and keeps its stream', async () => {
  stub.streamFault = 'padded';
  const { ids } = await live({ timing: { open: 800 } });
  await eventually(() => expect(stub.streams.size).toBe(1));
  await eventually(() => expect(stub.polls.size).toBe(0));
  const asked = stub.polled.length;
  stub.create();
  await eventually(() => expect(ids()).toEqual([1]));
  await new Promise((later) => setTimeout(later, 300));
  expect(stub.polled.length).toBe(asked);

  const seen = stub.seen.length;
  await live({ timing: { open: 800 } });
  expect(stub.seen.slice(seen).find(({ path }) => path === '/stream')!.query.has('padding')).toBe(true);
});

test('a stream that lets only lumps through is not trusted', async () => {
  stub.streamFault = 'lumps';
  const { ids } = await live({ timing: { open: 800 } });
  await eventually(() => expect(stub.streams.size).toBe(0));
  stub.create();
  await eventually(() => expect(ids()).toEqual([1]));
  expect(stub.polls.size).toBeLessThanOrEqual(1);
});

test('a stream that holds one message back is not trusted', async () => {
  stub.streamFault = 'one-back';
  const { ids } = await live({ timing: { open: 800 }, snapshot: 5 });
  await eventually(() => expect(stub.streams.size).toBe(0));
  stub.create();
  await eventually(() => expect(ids()).toEqual([1]));
});

test('a snapshot that only a notification has pushed through is no sign of a stream', async () => {
  stub.streamFault = 'one-back';
  const { ids } = await live({ timing: { open: 1_600 }, snapshot: 5 });
  // Longer than what counts as late.
  await new Promise((later) => setTimeout(later, 1_200));
  stub.create();
  await eventually(() => expect(stub.streams.size).toBe(0));
  stub.create();
  await eventually(() => expect(ids()).toEqual([1, 2]));
});

test('a stream that holds one message back is found out later where the first ones followed each other', async () => {
  stub.streamFault = 'one-back';
  const { ids } = await live({ timing: { open: 2_500, silence: 60_000 }, snapshot: 5 });
  stub.create();
  await eventually(() => expect(stub.streams.size).toBe(1));
  for (let ping = 0; ping < 3; ping++) {
    // Longer than what counts as late.
    await new Promise((later) => setTimeout(later, 1_300));
    expect(stub.polled.length).toBe(0);
    stub.ping();
  }
  await eventually(() => expect(stub.polls.size).toBe(1));
  await eventually(() => expect(stub.streams.size).toBe(0));
  stub.create();
  await eventually(() => expect(ids()).toEqual([1, 2]));
});

test('a page that has slept trusts its stream', async () => {
  const { ids } = await live({ snapshot: 5 });
  const { now } = Date;
  // As if it had slept through two pings, which come at once.
  Date.now = () => now() + 60_000;
  try {
    [60_000, 30_000].forEach((age) => {
      const timestamp = new Date(now() + 60_000 - age).toISOString();
      stub.streams.forEach((stream) => stream.send({ type: 'ping', timestamp }));
    });
    stub.create({ createdAt: new Date(now() + 60_000).toISOString() });
    await eventually(() => expect(ids()).toEqual([1]));
  } finally {
    Date.now = now;
  }
  expect(stub.seen.filter(({ path }) => path === '/stream').length).toBe(1);
});

test('a stream is tried again once the habits of the network are forgotten', async () => {
  stub.streamFault = 'mute';
  const { ids } = await live({ timing: { open: 800, network: 900 } });
  await eventually(() => expect(stub.streams.size).toBe(0));
  stub.streamFault = undefined;
  await eventually(() => expect(stub.streams.size).toBe(1));
  await eventually(() => expect(stub.polls.size).toBe(0));
  stub.create();
  await eventually(() => expect(ids()).toEqual([1]));
});

test('polls that are cut become shorter, and lose nothing', async () => {
  stub.streamFault = 'mute';
  stub.pollsCutAfter = 1_500;
  const { ids, states } = await live({ timing: { open: 800, pollWait: 3_000 } });
  await eventually(() => expect(stub.polled.at(-1)!.get('wait')).toBe('1'));
  stub.create();
  await eventually(() => expect(ids()).toEqual([1]));
  expect(states.slice(-1)).toEqual(['live']);
  expect(states).not.toContain('offline');
});

test('polls that are cut within a second still wait', async () => {
  stub.streamFault = 'mute';
  stub.pollsCutAfter = 500;
  await live({ timing: { open: 800, pollWait: 3_000 } });
  await eventually(() => expect(stub.polled.length).toBeGreaterThan(3));
  expect(stub.polled.map((query) => query.get('wait'))).not.toContain('0');
});

test('a poller whose cookie is another user\'s begins anew', async () => {
  const { client, resets, ids } = await live({ timing: { grace: 80 } });
  stub.create();
  await eventually(() => expect(ids()).toEqual([1]));
  const named = client.clientId;
  stub.streamFault = 503;
  stub.cutAll();
  await eventually(() => expect(stub.polls.size).toBe(1));
  stub.signedInAs = '27';
  stub.cutAll();
  stub.create({ users: ['27'] });
  await eventually(() => expect(resets).toEqual(['user']));
  stub.streamFault = undefined;
  await eventually(() => expect(client.state).toBe('live'));
  expect(client.clientId).toMatch(/^27-21-/);
  expect(client.clientId).not.toBe(named);
  expect(resets).toEqual(['user']);
});

test('a network that cuts streams by the clock is polled, more often than it cuts', async () => {
  // Polls wait whole seconds.
  stub.streamsCutAfter = 1_600;
  const { ids, client } = await live({ timing: { silence: 60_000 } });
  await eventually(() => expect(stub.polls.size).toBe(1));
  await eventually(() => expect(stub.streams.size).toBe(0));
  expect(stub.seen.filter(({ path }) => path === '/stream').length).toBe(2);
  stub.create();
  await eventually(() => expect(ids()).toEqual([1]));
  await eventually(() => expect(client.state).toBe('live'));
  const streams = stub.seen.length;
  await live();
  expect(stub.seen.slice(streams).map(({ path }) => path)).not.toContain('/stream');
});

test('streams that end differently, or by the server\'s will, go on', async () => {
  const { ids } = await live({ timing: { silence: 60_000 } });
  const streams = (): number => stub.seen.filter(({ path }) => path === '/stream').length;
  const endAfter = async (wait: number, end: () => void): Promise<void> => {
    await new Promise((later) => setTimeout(later, wait));
    const before = streams();
    end();
    await eventually(() => expect(streams()).toBe(before + 1));
  };
  await endAfter(400, () => stub.cutAll());
  await endAfter(1_200, () => stub.cutAll());
  for (let turn = 0; turn < 3; turn++) {
    await endAfter(400, () => stub.streams.forEach((stream) => stream.end()));
  }
  stub.create();
  await eventually(() => expect(ids()).toEqual([1]));
  expect(stub.polled).toEqual([]);
});
