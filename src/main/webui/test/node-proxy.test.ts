import { createServer, request as send, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { carillonProxy } from '../node/index.js';
import { eventually } from './support/eventually.js';

const servers: Server[] = [];

const listen = async (listener: RequestListener): Promise<string> => {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** Requests that the pod has received. */
let asked: { url: string; headers: IncomingMessage['headers']; body: string }[];
let ended: number;
let application: string;
let pod: string;

beforeEach(async () => {
  asked = [];
  ended = 0;
  pod = await listen((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      asked.push({ url: request.url!, headers: request.headers, body: Buffer.concat(chunks).toString() });
      if (request.url!.startsWith('/api/notifications/stream')) {
        response.writeHead(200, { 'Content-Type': 'text/event-stream' });
        response.write('retry: 10\ndata: {"type":"connected"}\n\n');
        response.on('close', () => ended++);
      } else {
        response.writeHead(201, { 'Content-Type': 'application/json', Location: 'notifications/1' });
        response.end('{"id":1}');
      }
    });
  });
  application = await listen(behind(pod));
});

const behind = (url: string): RequestListener => {
  const proxy = carillonProxy({ url });
  return (request, response) => proxy(request, response, () => response.writeHead(299).end('own'));
};

afterEach(() => {
  servers.splice(0).forEach((server) => {
    server.closeAllConnections();
    server.close();
  });
});

test('forwards Carillon’s paths and leaves the others', async () => {
  const statuses = async (path: string) => (await fetch(application + path, { method: 'POST', body: '{}' })).status;
  expect(await statuses('/api/notifications')).toBe(201);
  expect(await statuses('/api/notifications/read')).toBe(201);
  expect(await statuses('/api/trpc/notifications.create')).toBe(201);
  expect(await statuses('/api/trpc/notifications.list,notifications.unread?batch=1')).toBe(201);
  expect(await statuses('/api/trpc/notifications.list%2Cnotifications.unread?batch=1')).toBe(201);
  expect(await statuses('/api/trpc/clients.list,notifications.unread?batch=1')).toBe(299);
  expect(await statuses('/api/notificationsx')).toBe(299);
  expect(await statuses('/')).toBe(299);
});

test('forwards body, headers and query as they are', async () => {
  const answer = await fetch(`${application}/api/notifications?a=%2C`, {
    method: 'POST',
    headers: { cookie: 'connect.sid=x', origin: application, 'content-type': 'application/json' },
    body: '{"title":"é"}',
  });
  expect(answer.headers.get('location')).toBe('notifications/1');
  expect(asked[0]).toMatchObject({ url: '/api/notifications?a=%2C', body: '{"title":"é"}' });
  expect(asked[0]!.headers).toMatchObject({
    cookie: 'connect.sid=x',
    host: new URL(application).host,
    'x-forwarded-for': '127.0.0.1',
  });
});

test('sends a body again that a parser has read', async () => {
  const proxy = carillonProxy({ url: pod });
  const parsing = await listen((request, response) => {
    request.resume().on('end', () => proxy(Object.assign(request, { body: { title: 'é' } }), response, () => undefined));
  });
  await fetch(`${parsing}/api/notifications`, { method: 'POST', body: '{ "title": "é" }' });
  expect(asked[0]!.body).toBe('{"title":"é"}');
});

test('passes a stream on at once, and ends it with the page', async () => {
  const page = send(`${application}/api/notifications/stream`, { headers: { accept: 'text/event-stream' } });
  page.end();
  const first = await new Promise<string>((seen, failed) => {
    page.on('response', (response) => response.once('data', (chunk: Buffer) => seen(chunk.toString())));
    page.on('error', failed);
  });
  expect(first).toContain('connected');
  expect(ended).toBe(0);
  page.on('error', () => undefined).destroy();
  await eventually(() => expect(ended).toBe(1));
});

test('lets an EventSource come back if Carillon cannot be reached, and tells others', async () => {
  const alone = await listen(behind('http://127.0.0.1:1'));
  const stream = await fetch(`${alone}/api/notifications/stream`, { headers: { accept: 'text/event-stream' } });
  const list = await fetch(`${alone}/api/notifications`);
  expect(stream.status).toBe(200);
  expect(await stream.text()).toMatch(/^retry: \d+\ndata: \{"type":"reconnect",.*"reason":"unavailable"\}\n\n$/);
  expect(list.status).toBe(503);
  expect(await list.json()).toMatchObject({ code: 'unavailable' });
});
