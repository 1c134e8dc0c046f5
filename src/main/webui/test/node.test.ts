import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Carillon, CarillonError, CarillonUnavailable, NotificationBroadcaster, type Notification } from '../node/index.js';
import { eventually } from './support/eventually.js';

interface Asked {
  method?: string | undefined;
  path: string;
  key: string | undefined;
  apiKey: string | undefined;
  body: Record<string, unknown>;
}

type Answer = (asked: Asked, response: ServerResponse) => void;

const content = { type: 'invoice', title: 'Invoice 7', message: 'Due on Friday' };

let server: Server;
let url: string;
let asked: Asked[];
/** The next answers; then those of a pod that works. */
let script: Answer[];
let ids: number;

const notification = (given: Record<string, unknown>): Notification =>
  ({ ...given, id: ++ids, actionUrl: null, isRead: false, createdAt: '2026-11-29T18:00:00.000Z' }) as Notification;

const json = (response: ServerResponse, status: number, body: unknown, headers = {}): void => {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
};

const problem = (response: ServerResponse, status: number, code: string, headers = {}): void =>
  json(response, status, { type: 'about:blank', title: code, status, code, detail: code }, headers);

const created: Answer = ({ path, body }, response) =>
  path.endsWith('/batch')
    ? json(response, 201, { notifications: (body.notifications as Record<string, unknown>[]).map(notification) })
    : json(response, 201, notification(body));

async function read(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  return JSON.parse(Buffer.concat(chunks).toString() || '{}') as Record<string, unknown>;
}

beforeEach(async () => {
  asked = [];
  script = [];
  ids = 0;
  server = createServer((request, response) => {
    void read(request).then((body) => {
      const header = (name: string) => request.headers[name] as string | undefined;
      const one = { method: request.method, path: request.url!, key: header('idempotency-key'), apiKey: header('x-api-key'), body };
      asked.push(one);
      (script.shift() ?? created)(one, response);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const carillon = (options = {}): Carillon => new Carillon({ url, apiKey: 'ck_test', ...options });

describe('schedule', () => {
  const one = { scheduledId: '1f0c6a9be2d4375a-1', deliverAt: '2030-01-01T00:00:00.000Z' };

  test('sends the time, under a key, and answers what cancels it', async () => {
    script = [(_, response) => response.destroy(), (_, response) => json(response, 202, { scheduled: [one] })];
    const later = { ...content, userId: 26, deliverAt: new Date('2030-01-01T00:00:00Z') };
    expect(await carillon().schedule(later)).toEqual([one]);
    expect(asked[1]!.body).toEqual({
      notifications: [{ ...content, userId: '26', deliverAt: '2030-01-01T00:00:00.000Z' }],
    });
    expect(asked[0]!.key).toBeTruthy();
    expect(asked[1]!.key).toBe(asked[0]!.key);
  });

  test('is never taken for a create at once', async () => {
    const later = { ...content, userId: 26, deliverAt: '2030-01-01T00:00:00Z' };
    await expect(carillon().create(later)).rejects.toThrow(TypeError);
    await expect(carillon().batch([later])).rejects.toThrow(TypeError);
    expect(asked).toEqual([]);
  });

  test('lists page by page', async () => {
    const page = { scheduled: [{ ...one, ...content }], nextAfter: '1-1f0c6a9be2d4375a-1' };
    script = [(_, response) => json(response, 200, page)];
    expect(await carillon().scheduled({ limit: 1, after: '0-1f0c6a9be2d4375a-1' })).toEqual(page);
    expect(asked[0]).toMatchObject({ method: 'GET', path: '/api/scheduled?limit=1&after=0-1f0c6a9be2d4375a-1' });
  });

  test('cancels, and says whether there was something', async () => {
    script = [(_, response) => response.writeHead(204).end(), (_, response) => problem(response, 404, 'not_found')];
    expect(await carillon().cancel(one.scheduledId)).toBe(true);
    expect(await carillon().cancel(one.scheduledId)).toBe(false);
    expect(asked[0]).toMatchObject({ method: 'DELETE', path: `/api/scheduled/${one.scheduledId}` });
  });
});

describe('hand-over', () => {
  const handover = { afterSeconds: 60 };

  test('goes with what is created, alone, in a batch and to everybody', async () => {
    await carillon().create({ ...content, userId: 26, handover });
    await carillon().batch([{ ...content, userIds: [1, 2], handover: { never: true } }]);
    await carillon().sendToOrganization({ ...content, handover: { afterSeconds: 0 } });
    expect(asked[0]!.body).toEqual({ ...content, userId: '26', handover });
    expect(asked[1]!.body).toEqual({ notifications: [{ ...content, userIds: ['1', '2'], handover: { never: true } }] });
    expect(asked[2]!.body).toEqual({ ...content, audience: 'organization', handover: { afterSeconds: 0 } });
  });

  test('goes with what is shown later', async () => {
    script = [(_, response) => json(response, 202, { scheduled: [] })];
    await carillon().schedule({ ...content, userId: 26, deliverAt: '2030-01-01T00:00:00Z', handover });
    expect(asked[0]!.body).toEqual({
      notifications: [{ ...content, userId: '26', deliverAt: '2030-01-01T00:00:00Z', handover }],
    });
  });

  test('is left out where the rules decide, and of an update', async () => {
    await carillon().create({ ...content, userId: 26, handover: null });
    await carillon().update(7, { ...content, ...{ handover } });
    expect(asked[0]!.body).toEqual({ ...content, userId: '26' });
    expect(asked[1]!.body).toEqual({ title: content.title, message: content.message });
  });
});

describe('create', () => {
  test('sends the recipient as text and the fields that Carillon knows', async () => {
    const row = { ...content, id: 7, isRead: false, actionUrl: null };
    const made = await carillon().sendToUser(26, row);
    expect(asked[0]).toMatchObject({ path: '/api/notifications', apiKey: 'ck_test', body: { ...content, userId: '26' } });
    expect(asked[0]!.body).not.toHaveProperty('isRead');
    expect(made.id).toBe(1);
  });

  test('repeats a call that was cut off, under the same key', async () => {
    script = [(_, response) => response.destroy(), (_, response) => problem(response, 503, 'unavailable'), created];
    await carillon().create({ ...content, audience: 'organization' });
    expect(asked).toHaveLength(3);
    expect(new Set(asked.map(({ key }) => key)).size).toBe(1);
    expect(asked[0]!.key).toBeTruthy();
  });

  test('waits as long as Retry-After says', async () => {
    script = [(_, response) => problem(response, 429, 'too_many_requests', { 'Retry-After': '1' }), created];
    const began = performance.now();
    await carillon().create({ ...content, userId: 1 });
    expect(performance.now() - began).toBeGreaterThanOrEqual(1_000);
  });

  test('does not repeat what was rejected', async () => {
    script = [(_, response) => problem(response, 403, 'forbidden')];
    const failure = await carillon().create({ ...content, userId: 1 }).catch((reason: unknown) => reason);
    expect(failure).toBeInstanceOf(CarillonError);
    expect(failure).toMatchObject({ status: 403, code: 'forbidden' });
    expect(asked).toHaveLength(1);
  });

  test('gives up at the deadline and says with which key it can be repeated', async () => {
    script = Array.from({ length: 1_000 }, (): Answer => (_, response) => problem(response, 503, 'unavailable'));
    const failure = await carillon({ deadline: 300 })
      .create({ ...content, userId: 1 }, { idempotencyKey: 'order-7' })
      .catch((reason: unknown) => reason);
    expect(failure).toBeInstanceOf(CarillonUnavailable);
    expect(failure).toMatchObject({ idempotencyKey: 'order-7', cause: { status: 503 } });
  });

  test('tells the last answer though the deadline cuts off a later attempt', async () => {
    script = [(_, response) => problem(response, 503, 'unavailable'), () => {}];
    const failure = await carillon({ deadline: 1_000, timeout: 5_000 })
      .create({ ...content, userId: 1 })
      .catch((reason: unknown) => reason);
    expect(failure).toMatchObject({ attempts: 2, cause: { status: 503 } });
  });

  test('takes a pod that does not answer for gone', async () => {
    script = [() => {}, created];
    const made = await carillon({ timeout: 200 }).create({ ...content, userId: 1 });
    expect(made.id).toBe(1);
    expect(asked).toHaveLength(2);
  });

  test('ends with the signal of its caller', async () => {
    script = [() => {}];
    const caller = new AbortController();
    const call = carillon().create({ ...content, userId: 1 }, { signal: caller.signal });
    await eventually(() => expect(asked).toHaveLength(1));
    caller.abort(new Error('the user has left'));
    await expect(call).rejects.toThrow('the user has left');
  });
});

describe('calls of one turn', () => {
  test('are sent together and answered each with its own', async () => {
    const client = carillon();
    const made = await Promise.all([1, 2, 3].map((userId) => client.create({ ...content, title: `for ${userId}`, userId })));
    expect(asked.map(({ path }) => path)).toEqual(['/api/notifications/batch']);
    expect(made.map(({ title }) => title)).toEqual(['for 1', 'for 2', 'for 3']);
  });

  test('a faulty one fails alone', async () => {
    script = [
      (_, response) => problem(response, 400, 'invalid_field'),
      created,
      (_, response) => problem(response, 400, 'invalid_field'),
      created,
    ];
    const client = carillon();
    const outcomes = await Promise.allSettled(['a', '', 'c'].map((title) => client.create({ ...content, title, userId: 1 })));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(new Set(asked.map(({ key }) => key)).size).toBe(4);
  });

  test('are never more than a batch may hold', async () => {
    const client = carillon();
    await Promise.all(Array.from({ length: 2_300 }, (_, i) => client.create({ ...content, userId: i })));
    expect(asked.map(({ body }) => (body.notifications as unknown[]).length)).toEqual([1_000, 1_000, 300]);
  });

  test('are never larger than a body may be', async () => {
    const client = carillon();
    const message = 'x'.repeat(16_000);
    await Promise.all(Array.from({ length: 200 }, (_, i) => client.create({ ...content, message, userId: i })));
    expect(asked.length).toBe(2);
  });

  test('are rejected when too many wait', async () => {
    const client = carillon({ maxPending: 2 });
    const outcomes = await Promise.allSettled([1, 2, 3].map((userId) => client.create({ ...content, userId })));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
  });

  test('go out by organization, each with its own key', async () => {
    const client = carillon({ apiKey: (organization: string) => `ck_${organization}` });
    await Promise.all([21, 22, 21].map((organizationId) => client.create({ ...content, userId: 1 }, { organizationId })));
    expect(asked.map(({ apiKey }) => apiKey).sort()).toEqual(['ck_21', 'ck_22']);
  });

  test('are waited for before the end', async () => {
    const client = carillon();
    const made = client.create({ ...content, userId: 1 });
    await client.close();
    expect(asked).toHaveLength(1);
    await made;
  });
});

describe('the broadcaster', () => {
  test('reports what nobody awaits, and the process goes on', async () => {
    script = [(_, response) => problem(response, 403, 'forbidden')];
    const failures: unknown[] = [];
    const broadcaster = new NotificationBroadcaster({ url, apiKey: 'ck_test', onError: (failure) => failures.push(failure) });
    void broadcaster.sendToUser(26, 21, content);
    await eventually(() => expect(failures).toMatchObject([{ code: 'forbidden' }]));
  });

  test('tells the caller who awaits', async () => {
    const broadcaster = new NotificationBroadcaster({ url, apiKey: 'ck_test' });
    expect((await broadcaster.sendToOrganization(21, content)).id).toBe(1);
    expect(asked[0]!.body).toMatchObject({ audience: 'organization' });
  });
});

test('what was sent is listed and found', async () => {
  const one = { id: 7, userId: '26', sender: 'key:1', ...content, createdAt: '2026-11-29T18:00:00.000Z' };
  const page = { notifications: [one], nextBefore: 7 };
  script = [
    (_, response) => json(response, 200, page),
    (_, response) => json(response, 200, one),
    (_, response) => problem(response, 404, 'not_found'),
    (_, response) => problem(response, 403, 'scope_missing'),
  ];
  const carillon = new Carillon({ url, apiKey: 'ck_1' });
  expect(await carillon.sent({ limit: 1, before: 8 })).toEqual(page);
  expect(await carillon.find(7)).toEqual(one);
  expect(await carillon.find(8)).toBeUndefined();
  await expect(carillon.find(9)).rejects.toMatchObject({ status: 403 });
  expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'GET /api/sent?limit=1&before=8',
    'GET /api/sent/7',
    'GET /api/sent/8',
    'GET /api/sent/9',
  ]);
});

test('the settings of all users are read and set, and a repeated call finds its own', async () => {
  const carillon = new Carillon({ url, apiKey: 'key' });
  const types = [{ type: 'ad.*', label: 'Offers', inApp: false }];
  script.push((_, response) => json(response, 200, { version: 0, types: [] }));
  expect((await carillon.defaultPreferences()).version).toBe(0);
  // The first answer is lost, so the second attempt meets the result of the first.
  script.push(
    (_, response) => response.destroy(),
    (_, response) => problem(response, 409, 'changed_meanwhile'),
    (_, response) => json(response, 200, { version: 1, types: [{ label: 'Offers', inApp: false, type: 'ad.*' }] }),
  );
  expect((await carillon.setDefaultPreferences(0, types)).version).toBe(1);
  expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'GET /api/preferences/defaults',
    'PUT /api/preferences/defaults',
    'PUT /api/preferences/defaults',
    'GET /api/preferences/defaults',
  ]);
  expect(asked[2]!.body).toEqual({ version: 0, types });
  script.push(
    (_, response) => problem(response, 409, 'changed_meanwhile'),
    (_, response) => json(response, 200, { version: 1, types: [] }),
  );
  await expect(carillon.setDefaultPreferences(0, types)).rejects.toMatchObject({ status: 409 });
});

test('a notification is taken back and updated by its id, repeatably', async () => {
  const carillon = new Carillon({ url, apiKey: 'ck_1' });
  const change: Answer = (_, response) => json(response, 200, { id: 8, notificationId: 7, createdAt: 'now' });
  script = [(_, response) => problem(response, 503, 'unavailable'), change, change];
  expect(await carillon.recall(7)).toMatchObject({ id: 8, notificationId: 7 });
  await carillon.update(7, { title: 'Moved', message: 'Studio B', actionUrl: null });
  expect(asked.map(({ path }) => path)).toEqual([
    '/api/notifications/7/recall',
    '/api/notifications/7/recall',
    '/api/notifications/7/update',
  ]);
  expect(asked[1]!.key).toBe(asked[0]!.key);
  expect(asked[2]!.key).not.toBe(asked[0]!.key);
  expect(asked[2]!.body).toEqual({ title: 'Moved', message: 'Studio B' });
});
