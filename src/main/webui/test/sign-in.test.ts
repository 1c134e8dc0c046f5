import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CarillonError } from '@carillon/client';
import { FetchSource } from '../client/fetch-source.js';
import { record, useSessionStorage, type Recorded } from './support/client.js';
import { eventually } from './support/eventually.js';
import { StubServer, type Seen } from './stub/server.js';

let stub: StubServer;
let opened: Recorded[];
let storage: Map<string, string>;

beforeEach(async () => {
  storage = useSessionStorage();
  stub = await new StubServer().listen();
  stub.cookieless = true;
  opened = [];
});

afterEach(async () => {
  opened.forEach(({ client }) => client.close());
  await stub.close();
});

async function live(options: Parameters<typeof record>[1]): Promise<Recorded> {
  const recorded = record(stub, options);
  opened.push(recorded);
  await eventually(() => expect(recorded.client.state).toBe('live'));
  return recorded;
}

const streams = (): Seen[] => stub.seen.filter(({ path }) => path === '/stream');

test('a token signs in the stream, the lists and what changes them', async () => {
  const { ids, client } = await live({ token: () => '26@21' });
  stub.create();
  await eventually(() => expect(ids()).toEqual([1]));
  await client.api.patch(1, { isRead: true });
  await eventually(() => expect(stub.requests()).toContain('POST /ack'));
  expect(await client.api.unread()).toMatchObject({ unread: 0, caller: '21/26' });
  expect(stub.seen.every(({ headers }) => headers.authorization === 'Bearer 26@21' && !headers.cookie)).toBe(true);
});

test('after a lost connection a stream with a token resumes by itself, once and in order', async () => {
  const { ids, states } = await live({ token: () => '26@21' });
  stub.create();
  await eventually(() => expect(ids()).toEqual([1]));
  stub.cutAll();
  [2, 3, 4].forEach(() => stub.create());
  await eventually(() => expect(ids()).toEqual([1, 2, 3, 4]));
  expect(streams().at(-1)!.headers['last-event-id']).toBe(stub.cursorAt(1));
  expect(states).not.toContain('offline');
});

test('a token that is rejected is asked for anew, once', async () => {
  let now = '26@21#old';
  const asked: boolean[] = [];
  const token = (rejected: boolean): string => {
    asked.push(rejected);
    now = rejected ? '26@21#new' : now;
    return now;
  };
  const { ids } = await live({ token });
  stub.rejected.add('26@21#old');
  stub.cutAll();
  stub.create();
  await eventually(() => expect(ids()).toEqual([1]));
  expect(asked.filter(Boolean)).toEqual([true]);
});

test('a token that cannot be had any more is a sign-out, and a new one comes back', async () => {
  let now: string | undefined = '26@21';
  const { client, ids } = await live({ token: async () => now });
  stub.create();
  await eventually(() => expect(ids()).toEqual([1]));
  now = undefined;
  stub.cutAll();
  await eventually(() => expect(client.state).toBe('signed-out'));
  const seen = stub.seen.length;
  await new Promise((later) => setTimeout(later, 500));
  expect(stub.seen.length).toBe(seen);
  await expect(client.api.list()).rejects.toThrow(CarillonError);
  expect([...storage.values()].join()).not.toMatch(/26|21/);

  now = '26@21#again';
  stub.create();
  client.reconnect();
  await eventually(() => expect(ids()).toEqual([1, 2]));
});

test('a source of tokens that fails for a moment is no sign-out', async () => {
  let works = true;
  const { client, states } = await live({
    token: () => (works ? '26@21' : Promise.reject(new TypeError('the token server is away'))),
  });
  works = false;
  stub.cutAll();
  await eventually(() => expect(client.state).toBe('connecting'));
  await new Promise((later) => setTimeout(later, 300));
  works = true;
  await eventually(() => expect(client.state).toBe('live'));
  expect(states).not.toContain('signed-out');
});

test('each stream takes a new ticket, and nothing else takes any', async () => {
  let issued = 0;
  const { ids, client, snapshots } = await live({ ticket: async () => `26@21#${++issued}`, snapshot: 5 });
  stub.create();
  await eventually(() => expect(ids()).toEqual([1]));
  stub.cutAll();
  stub.create();
  await eventually(() => expect(ids()).toEqual([1, 2]));
  expect(streams().map(({ query }) => query.get('ticket'))).toEqual(['26@21#1', `26@21#${issued}`]);
  expect(snapshots.at(-1)!.unread).toBe(2);
  await eventually(() => expect(client.state).toBe('live'));
  expect(stub.requests()).toEqual([]);
});

test('where no stream gets through, polls take tickets', async () => {
  let issued = 0;
  stub.streamFault = 'mute';
  const { ids } = await live({ ticket: () => `26@21#${++issued}`, timing: { open: 800 } });
  stub.create();
  await eventually(() => expect(ids()).toEqual([1]));
  expect(stub.polled.every((query) => query.has('ticket'))).toBe(true);
});

test('without a ticket the page is signed out', async () => {
  const recorded = record(stub, { ticket: () => undefined });
  opened.push(recorded);
  await eventually(() => expect(recorded.client.state).toBe('signed-out'));
  expect(stub.seen).toEqual([]);
});

test('the page\'s own header fields go with every request', async () => {
  stub.cookieless = false;
  const { client } = await live({ headers: () => ({ 'X-Tenant': 'north' }) });
  await client.api.patch(1, { isRead: true });
  expect(stub.seen.map(({ method }) => method)).toContain('PATCH');
  expect(stub.seen.every(({ headers }) => headers['x-tenant'] === 'north')).toBe(true);
});

test('lines may end in any way and be torn anywhere', async () => {
  const text = '\uFEFFretry: 50\r\nid: a-1\r\ndata: one\r\n\r\n:comment\rdata:two\rdata: lines\r\rid: b-2\n\ndata: é\nevent\n\ndata';
  const bytes = new TextEncoder().encode(text);
  const server = createServer((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    const write = (at: number): unknown =>
      at < bytes.length ? response.write(bytes.subarray(at, at + 1), () => setImmediate(() => write(at + 1))) : undefined;
    write(0);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const source = new FetchSource((init) => fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, init));
  const messages: string[][] = [];
  source.onmessage = ({ data, lastEventId }) => messages.push([data, lastEventId]);
  await eventually(() => expect(messages).toEqual([['one', 'a-1'], ['two\nlines', 'a-1'], ['é', 'b-2']]));
  source.close();
  server.closeAllConnections();
  server.close();
});
