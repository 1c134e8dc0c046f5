import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UserInbox, type Stored } from './inbox.js';
import { isWanted } from '../../client/filter.js';
import { answerFile } from './files.js';
import { answerInbox, readJson, json } from './routes.js';
import { StubPoll, StubStream } from './streams.js';

/**
 * The behavior of the stream route instead of opening a stream; or that of a proxy before it, which lets nothing through
 * (`mute`), nothing before it has many bytes (`padded`), nothing but those (`lumps`), or a message with the next one (`one-back`).
 */
export type StreamFault = 'html' | 'silent' | 'mute' | 'padded' | 'lumps' | 'one-back' | number;

/** Time between the padding of a stream and the ping that follows it. */
const ECHO_MILLIS = 50;

export interface Seen {
  method: string;
  path: string;
  query: URLSearchParams;
  body: unknown;
  headers: IncomingMessage['headers'];
}

/** A small server on a real socket that speaks the contract of docs/protocol.md, and misbehaves when told to. */
export class StubServer {
  history = 'first';
  /** For the next resets. */
  reloadWithinMs = 0;
  retryMillis = 100;
  streamFault: StreamFault | undefined;
  /** Every other route answers this. */
  routeFault: number | undefined;
  /** Every route that changes something answers this. */
  changeFault: number | undefined;
  signedOut = false;
  /** Whom a request without a cookie is from. */
  signedInAs = '26';
  snapshots = true;
  /** The key of push messages; none, and push is off. */
  pushKey: string | undefined;
  /** Tokens and tickets, `user@organization#anything`, that are not taken (any more). */
  readonly rejected = new Set<string>();
  /** More header fields of pages. */
  pageHeaders: Record<string, string> = {};
  /** A request without token or ticket is rejected. */
  cookieless = false;
  /** How long a stream lives until something on the way cuts it. */
  streamsCutAfter = Infinity;
  readonly seen: Seen[] = [];
  readonly streams = new Set<StubStream>();
  readonly polls = new Set<StubPoll>();
  /** How long a poll may take before something on the way cuts it. */
  pollsCutAfter = Infinity;
  readonly acknowledged = new Map<string, string>();
  readonly podsDown = new Set<string>();
  #log: Stored[] = [];
  #turn = 0;
  readonly #inboxes = new Map<string, UserInbox>();
  readonly #server: Server = createServer((request, response) => void this.#answer(request, response));

  async listen(port = 0): Promise<this> {
    await new Promise<void>((listening) => this.#server.listen(port, '127.0.0.1', listening));
    return this;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/api/notifications`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }

  get head(): number {
    return this.#log.length;
  }

  inbox(user = '26', organization = '21'): UserInbox {
    const key = `${user}@${organization}`;
    const inbox = this.#inboxes.get(key) ?? new UserInbox(user, organization, this.#log);
    this.#inboxes.set(key, inbox);
    return inbox;
  }

  /** Commits and tells all streams, as any pod's create does. */
  create(given: Partial<Stored> = {}): number {
    const id = this.head + 1;
    const stored: Stored = {
      type: 'session_created',
      title: `Title ${id}`,
      message: `Message ${id}`,
      isRead: false,
      createdAt: new Date().toISOString(),
      organization: '21',
      users: ['26'],
      ...given,
      id,
    };
    this.#log.push(stored);
    this.#inboxes.forEach((inbox) => inbox.replaceBy(stored));
    this.streams.forEach((stream) => stream.notify(stored, this.cursorAt(stored.id)));
    this.polls.forEach((poll) => poll.look());
    return id;
  }

  /** As its sender takes it back. */
  recall(id: number): void {
    this.#change(id, { isRecalled: true, title: '', message: '' });
  }

  /** As its sender gives it another text. */
  update(id: number, text: Partial<Stored>): void {
    this.#change(id, { ...text, updatedAt: new Date(Date.now() + this.head).toISOString() });
  }

  #change(id: number, now: Partial<Stored>): void {
    const changes = Object.assign(this.#log[id - 1]!, now);
    const { type, organization, users } = changes;
    this.create({ type, organization, users, title: '', message: '', changes });
  }

  /** Another history, as after a restore. */
  restore(history: string): void {
    this.history = history;
    this.#log.length = 0;
    this.#inboxes.clear();
  }

  /** Every notification has a mark of its own. */
  cursorAt(id: number): string {
    const mark = [...`${this.history} ${id}`].reduce((hash, char) => (hash * 31 + char.charCodeAt(0)) >>> 0, id);
    return `${mark.toString(16).padStart(8, '0')}-${id}`;
  }

  cutAll(): void {
    this.polls.forEach((poll) => poll.cut());
    this.streams.forEach((stream) => stream.cut());
  }

  ping(): void {
    const timestamp = new Date().toISOString();
    this.streams.forEach((stream) => stream.send({ type: 'ping', timestamp }, this.cursorAt(this.head)));
  }

  /** The user's new count, to every stream of the user. */
  tellInbox(inbox: UserInbox, change: object = {}): void {
    this.streams.forEach(
      (stream) => stream.inbox === inbox && stream.send({ type: 'inbox', ...inbox.unread(), ...change }),
    );
  }

  /** The user has muted something, here or on another device; or the organization has, for all. */
  tellPreferences(inbox: UserInbox, reloadWithinMs = 0): void {
    this.tellInbox(inbox);
    const reset = { type: 'reset', reason: 'preferences', preferences: inbox.generation, reloadWithinMs };
    this.streams.forEach((stream) => stream.inbox === inbox && stream.send(reset, this.cursorAt(this.head)));
  }

  /** Polls that were asked. */
  get polled(): URLSearchParams[] {
    return this.seen.flatMap(({ path, query }) => (path === '/poll' ? [query] : []));
  }

  /** Routes other than the stream and polls that were asked, without queries. */
  requests(): string[] {
    return this.seen.filter(({ path }) => !path.endsWith('/stream') && !path.endsWith('/poll')).map(({ method, path }) => `${method} ${path}`);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url!, 'http://stub');
    if (!pathname.startsWith('/api/') && !pathname.startsWith('/local/')) {
      answerFile(pathname, response, this.pageHeaders);
      return;
    }
    const body = request.method === 'GET' ? undefined : await readJson(request);
    const path = pathname.replace('/api/notifications', '') || '/';
    this.seen.push({ method: request.method!, path, query: searchParams, body, headers: request.headers });
    const [user, organization] = this.#sessionOf(request);
    const expected = request.headers['carillon-caller'];
    if (this.signedOut || !user) {
      json(response, 401, { error: 'Unauthorized' });
    } else if (expected && expected !== `${organization}/${user}`) {
      json(response, 409, { code: 'another_caller' });
    } else if (path === '/stream') {
      this.#stream(request, response, this.inbox(user, organization));
    } else if (path === '/poll' && !this.routeFault) {
      this.#poll(searchParams, response, this.inbox(user, organization));
    } else if (this.routeFault ?? (request.method !== 'GET' && this.changeFault)) {
      json(response, this.routeFault ?? this.changeFault!, {});
    } else {
      answerInbox(this, this.inbox(user, organization), this.seen.at(-1)!, response);
    }
  }

  #stream(request: IncomingMessage, response: ServerResponse, inbox: UserInbox): void {
    if (this.streamFault === 'silent') {
      return;
    }
    if (this.streamFault === 'html' || typeof this.streamFault === 'number') {
      const isHtml = this.streamFault === 'html';
      response.writeHead(isHtml ? 200 : (this.streamFault as number), { 'Content-Type': 'text/html' });
      response.end('<!doctype html><title>A proxy</title>');
      return;
    }
    const pods = ['pod-1', 'pod-2', 'pod-3'].filter((pod) => !this.podsDown.has(pod));
    const pod = pods[this.#turn++ % pods.length]!;
    const stream = new StubStream(request, response, inbox, pod, `${inbox.user}@${inbox.organization}`);
    this.streams.add(stream);
    response.on('close', () => this.streams.delete(stream));
    const padded = stream.query.has('padding');
    if (this.streamFault === 'one-back') {
      stream.holdOneBack();
    } else if (this.streamFault === 'mute' || (this.streamFault && !padded)) {
      stream.hold();
    }
    stream.open(this.retryMillis);
    this.#begin(stream);
    if (this.streamFault === 'lumps') {
      stream.hold();
    }
    if (this.streamsCutAfter < Infinity) {
      setTimeout(() => stream.cut(), this.streamsCutAfter);
    }
    if (padded) {
      setTimeout(() => stream.send({ type: 'ping', timestamp: new Date().toISOString() }), ECHO_MILLIS);
    }
  }

  #poll(query: URLSearchParams, response: ServerResponse, inbox: UserInbox): void {
    const from = Number(query.get('after')?.split('-')[1] ?? this.head);
    const clientId = query.get('clientId') ?? `${inbox.user}-${inbox.organization}-${Date.now()}`;
    const limit = Number(query.get('snapshot') ?? 0);
    const isNew = !query.has('after');
    const types = query.get('types')?.split(',') ?? [];
    const snapshot = limit
      ? [{ type: 'snapshot', ...inbox.unread(), notifications: inbox.page(new URLSearchParams({ limit: `${limit}` })).notifications }]
      : [];
    const answer = (isLate: boolean): object | undefined => {
      const news = this.#log
        .slice(from)
        .filter((stored) => inbox.isFor(stored) && isWanted(types, stored.type))
        .map((stored) => ({ cursor: this.cursorAt(stored.id), type: 'notification', data: inbox.view(stored) }));
      const messages = [...snapshot, ...news];
      return messages.length || isLate || isNew
        ? { cursor: this.cursorAt(this.head), clientId, caller: inbox.caller, resumed: !isNew, messages }
        : undefined;
    };
    const wait = Number(query.get('wait')) * 1_000;
    const poll = new StubPoll(response, inbox, answer, wait, (ended) => this.polls.delete(ended));
    this.polls.add(poll);
    response.on('close', () => this.polls.delete(poll));
    if (this.pollsCutAfter < wait) {
      setTimeout(() => this.polls.has(poll) && poll.cut(), this.pollsCutAfter);
    }
    poll.look();
  }

  /** A ticket or a token, else a cookie `session=user@organization`; without one, the default user. */
  #sessionOf(request: IncomingMessage): [user: string, organization: string] {
    const { pathname, searchParams } = new URL(request.url!, 'http://stub');
    const ticket = /\/(stream|poll)$/.test(pathname) ? searchParams.get('ticket') : undefined;
    const given = ticket ?? request.headers.authorization?.replace('Bearer ', '');
    if (given) {
      const [user, organization] = this.rejected.has(given) ? [] : given.replace(/#.*/, '').split('@');
      if (ticket) {
        this.rejected.add(ticket);
      }
      return [user ?? '', organization ?? ''];
    }
    const session = this.cookieless ? undefined : /session=([^@;]+)@([^;]+)/.exec(request.headers.cookie ?? '');
    return [session?.[1] ?? (this.cookieless ? '' : this.signedInAs), session?.[2] ?? '21'];
  }

  /** Connected, snapshot, then everything after the client's position. */
  #begin(stream: StubStream): void {
    const clientId = stream.query.get('clientId') ?? `${stream.inbox.user}-${stream.inbox.organization}-${Date.now()}`;
    const asked = stream.from ?? this.acknowledged.get(clientId);
    const id = Number(asked?.split('-')[1] ?? -1);
    const resumed = asked === this.cursorAt(id);
    const from = resumed ? id : this.head;
    const { caller } = stream.inbox;
    const hello = { type: 'connected', clientId, caller, resumed, timestamp: new Date().toISOString() };
    stream.send(hello, this.cursorAt(from));
    if (asked && !resumed) {
      stream.send({ type: 'reset', reason: 'forked', reloadWithinMs: this.reloadWithinMs }, this.cursorAt(this.head));
    }
    const limit = Number(stream.query.get('snapshot') ?? 0);
    if (limit && this.snapshots) {
      const { notifications } = stream.inbox.page(new URLSearchParams({ limit: String(limit) }));
      stream.send({ type: 'snapshot', timestamp: new Date().toISOString(), ...stream.inbox.unread(), notifications });
    }
    this.#log.slice(from).forEach((stored) => stream.notify(stored, this.cursorAt(stored.id)));
  }
}

