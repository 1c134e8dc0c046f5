import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { UserInbox } from './inbox.js';
import type { Seen, StubServer } from './server.js';

/** Time until a killed pod is back. */
const POD_START_MILLIS = 1_500;

export function answerInbox(stub: StubServer, inbox: UserInbox, asked: Seen, response: ServerResponse): void {
  const { method, path, query } = asked;
  const body = (asked.body ?? {}) as Record<string, never>;
  const id = Number(/^\/(\d+)$/.exec(path)?.[1]);
  switch (id ? `${method} /{id}` : `${method} ${path}`) {
    case 'GET /':
      return json(response, 200, inbox.page(query));
    case 'GET /unread':
      return json(response, 200, { ...counted(inbox), caller: inbox.caller });
    case 'PATCH /{id}':
      return patch(stub, inbox, id, body, response);
    case 'DELETE /{id}':
      inbox.remove(id);
      stub.tellInbox(inbox, { deleted: [id] });
      return json(response, 204, undefined);
    case 'POST /read':
      return read(stub, inbox, body, response);
    case 'POST /seen':
      if (inbox.see(Number(body.through))) {
        stub.tellInbox(inbox);
      }
      return json(response, 200, counted(inbox));
    case 'GET /api/preferences':
      return json(response, 200, inbox.preferences);
    case 'PUT /api/preferences':
      if (!inbox.setPreferences(body as never)) {
        return json(response, 409, { code: 'changed_meanwhile' });
      }
      stub.tellPreferences(inbox);
      return json(response, 200, inbox.preferences);
    case 'GET /api/push':
      return json(response, 200, stub.pushKey ? { enabled: true, publicKey: stub.pushKey } : { enabled: false });
    case 'GET /api/push/subscriptions':
      return json(response, 200, { subscriptions: inbox.browsers.map(({ endpoint }) => ({ id: browserId(endpoint) })) });
    case 'PUT /api/push/subscriptions':
      return putBrowser(inbox, body as never, response);
    case 'POST /ack':
      stub.acknowledged.set(body.clientId!, body.id!);
      return json(response, 204, undefined);
    case 'POST /':
      return create(stub, inbox, body, response);
    default:
      if (method === 'DELETE' && path.startsWith('/api/push/subscriptions/')) {
        inbox.browsers = inbox.browsers.filter(({ endpoint }) => !path.endsWith(browserId(endpoint)));
        return json(response, 204, undefined);
      }
      return answerLauncher(stub, inbox, asked, response);
  }
}

function putBrowser(inbox: UserInbox, body: { endpoint: string; replaces?: string }, response: ServerResponse): void {
  const { endpoint, replaces } = body;
  if (replaces !== undefined && ![...inbox.browsers, ...inbox.goneBrowsers].some((one) => browserId(one.endpoint) === replaces)) {
    return json(response, 404, { code: 'not_found' });
  }
  inbox.browsers = inbox.browsers.filter((one) => one.endpoint !== endpoint && browserId(one.endpoint) !== replaces);
  inbox.browsers.push(body);
  return json(response, 200, { id: browserId(endpoint) });
}

function browserId(endpoint: string): string {
  return createHash('sha256').update(endpoint).digest('hex').slice(0, 32);
}

function patch(stub: StubServer, inbox: UserInbox, id: number, body: Body, response: ServerResponse): void {
  const { isRead, isArchived } = body as { isRead?: boolean; isArchived?: boolean };
  if (isArchived) {
    inbox.remove(id);
    stub.tellInbox(inbox, { archived: [id] });
  } else if (isRead !== undefined) {
    inbox.mark([id], isRead);
    stub.tellInbox(inbox, isRead ? { read: [id] } : { markedUnread: [id] });
  }
  json(response, 200, {});
}

type Body = Record<string, unknown>;

function read(stub: StubServer, inbox: UserInbox, body: Body, response: ServerResponse): void {
  const { ids, through } = body as { ids?: number[]; through?: number };
  inbox.mark(ids ?? inbox.all().flatMap((one) => (one.id <= through! ? [one.id] : [])), true);
  inbox.see(through ?? 0);
  stub.tellInbox(inbox, through === undefined ? { read: ids } : { readThrough: through });
  json(response, 200, counted(inbox));
}

function create(stub: StubServer, { organization, user }: UserInbox, body: Body, response: ServerResponse): void {
  const { audience, userId, userIds, ...content } = body as { audience?: string; userId?: string; userIds?: string[] };
  const users = audience === 'organization' ? undefined : (userIds ?? [userId ?? user]).map(String);
  json(response, 201, { id: stub.create({ ...content, organization, users }) });
}

/** The local cluster's own routes, for the demo page. */
function answerLauncher(stub: StubServer, inbox: UserInbox, asked: Seen, response: ServerResponse): void {
  const session = `${inbox.user}@${inbox.organization}`;
  const [, local, pods, pod, action] = asked.path.split('/');
  const on = (name: string): { session: string; cut(): void }[] => [...stub.streams].filter((one) => one.pod === name);
  if (asked.path === '/local/session') {
    const { userId, organizationId } = asked.body as { userId: string; organizationId: string };
    response.setHeader('Set-Cookie', `session=${userId}@${organizationId}; Path=/; HttpOnly; SameSite=Lax`);
    json(response, 201, { userId, organizationId });
  } else if (asked.path === '/local/pods') {
    const entry = (name: string): object => ({
      name,
      ready: !stub.podsDown.has(name),
      streams: on(name).length,
      yours: on(name).some((stream) => stream.session === session),
      cut: `/local/pods/${name}/cut`,
      kill: `/local/pods/${name}/kill`,
    });
    json(response, 200, ['pod-1', 'pod-2', 'pod-3'].map(entry));
  } else if (local === 'local' && pods === 'pods' && pod && action === 'kill') {
    stub.podsDown.add(pod);
    setTimeout(() => stub.podsDown.delete(pod), POD_START_MILLIS);
    on(pod).forEach((stream) => stream.cut());
    json(response, 202, {});
  } else if (local === 'local' && pods === 'pods' && pod && action === 'cut') {
    on(pod).forEach((stream) => stream.session === session && stream.cut());
    json(response, 202, {});
  } else {
    json(response, 404, {});
  }
}

function counted(inbox: UserInbox): { count: number; [name: string]: number } {
  const { unread, ...others } = inbox.unread();
  return { count: unread, ...others };
}

export async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const part of request) {
    text += String(part);
  }
  return text ? JSON.parse(text) : undefined;
}

export function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}
