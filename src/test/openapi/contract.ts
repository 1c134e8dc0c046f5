// One suite for every generated client: the usual calls and their answers. A client is adapted to this interface.
import { strict as assert } from "node:assert";

export type Notification = { id: number; title: string; message: string; isRead: boolean; actionUrl: string | null };
export type Answer<T> = { status: number; data?: T; error?: { code?: string; errors?: { field: string }[] } };
/** One notification, or several, or ones for later: the answer tells which. */
export type Created = Partial<Notification> & { notifications?: Notification[]; scheduled?: { scheduledId: string }[] };
export type Body = {
  type: string;
  title: string;
  message: string;
  userId?: string;
  userIds?: string[];
  data?: Record<string, unknown>;
};

export interface Client {
  create(body: Body, key?: string): Promise<Answer<Created>>;
  createBatch(notifications: Body[]): Promise<Answer<Created>>;
  list(query: { limit?: number; before?: number }): Promise<Answer<{ notifications: Notification[]; nextBefore: number | null }>>;
  unread(): Promise<Answer<{ count: number }>>;
  find(id: number): Promise<Answer<Notification>>;
  change(id: number, change: { isRead?: boolean }): Promise<Answer<Notification>>;
  readThrough(through: number): Promise<Answer<{ count: number }>>;
  remove(id: number): Promise<Answer<unknown>>;
  ticket(): Promise<Answer<{ ticket: string }>>;
}

/** Sends each request to the next pod, whichever one its address names. */
export function spread(origins: string[]) {
  let next = 0;
  return async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    const { pathname, search } = new URL(request.url);
    const origin = origins[next++ % origins.length];
    const body = request.body ? await request.text() : null;
    return fetch(`${origin}${pathname}${search}`, { method: request.method, headers: request.headers, body });
  };
}

const one = (answer: Answer<Created>): Notification => {
  assert.equal(answer.status, 201, JSON.stringify(answer.error));
  assert.ok(answer.data?.id, JSON.stringify(answer.data));
  return answer.data as Notification;
};

const several = (answer: Answer<Created>): Notification[] => {
  assert.equal(answer.status, 201, JSON.stringify(answer.error));
  assert.ok(answer.data?.notifications, JSON.stringify(answer.data));
  return answer.data.notifications;
};

export async function holds(client: Client, me: string): Promise<void> {
  const body = { type: "contract", title: "first", message: "m" };
  const key = `contract-${Date.now()}-${Math.random()}`;

  const first = one(await client.create({ ...body, userId: me, userIds: [], data: { room: "A" } }, key));
  assert.equal(first.title, "first");
  assert.equal(first.isRead, false);
  assert.equal(first.actionUrl, null);
  assert.equal(one(await client.create({ ...body, userId: me, data: { room: "A" } }, key)).id, first.id);
  const reused = await client.create({ ...body, title: "other" }, key);
  assert.deepEqual([reused.status, reused.error?.code], [409, "key_reused"]);
  assert.deepEqual(
    several(await client.create({ ...body, userIds: [me, "somebody"] })).map(({ title }) => title),
    ["first", "first"],
  );
  const faulty = await client.create({ ...body, title: "" });
  assert.deepEqual([faulty.status, faulty.error?.code, faulty.error?.errors?.[0]?.field], [400, "invalid_field", "title"]);

  const batch = several(await client.createBatch([body, { ...body, title: "second" }]));
  assert.equal(batch.length, 2);

  const page = (await client.list({ limit: 2 })).data;
  assert.equal(page?.notifications.length, 2);
  assert.ok(page.nextBefore);
  const rest = (await client.list({ before: page.nextBefore })).data;
  assert.equal(rest?.nextBefore, null);
  assert.equal(rest.notifications.at(-1)?.id, first.id);
  assert.equal((await client.unread()).data?.count, 4);
  assert.equal((await client.change(first.id, { isRead: true })).data?.isRead, true);
  assert.equal((await client.readThrough(page.notifications[0]!.id)).data?.count, 0);
  assert.equal((await client.find(first.id)).data?.title, "first");
  assert.equal((await client.remove(first.id)).status, 204);
  const gone = await client.find(first.id);
  assert.deepEqual([gone.status, gone.error?.code], [404, "not_found"]);
  assert.match((await client.ticket()).data?.ticket ?? "", /^[\w-]{43}$/);
}
