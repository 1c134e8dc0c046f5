import type { IncomingMessage, ServerResponse } from 'node:http';
import type { StreamMessage } from '../../client/messages.js';
import { isWanted } from '../../client/filter.js';
import type { Stored, UserInbox } from './inbox.js';

/** One open stream: the server's side of an `EventSource`. */
export class StubStream {
  readonly query: URLSearchParams;
  /** The position that the client asked for: the header wins, as browsers send it when they reconnect by themselves. */
  readonly from: string | undefined;

  constructor(
    request: IncomingMessage,
    private readonly response: ServerResponse,
    readonly inbox: UserInbox,
    readonly pod: string,
    readonly session: string,
  ) {
    this.query = new URL(request.url!, 'http://stub').searchParams;
    const header = request.headers['last-event-id'];
    this.from = (Array.isArray(header) ? header[0] : header) ?? this.query.get('lastEventId') ?? undefined;
  }

  /** The bytes that a proxy has not let through yet; null if it lets everything through. */
  #held: string[] | null = null;

  /** The last message, which goes with the next one. */
  #last: string | null = null;

  holdOneBack(): void {
    this.#last ??= '';
  }

  hold(): void {
    this.#held ??= [];
  }

  open(retryMillis: number): void {
    this.response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    this.#write(`retry: ${retryMillis}\n\n`);
  }

  send(message: StreamMessage | object, cursor?: string): void {
    this.#write(`${cursor ? `id: ${cursor}\n` : ''}data: ${JSON.stringify(message)}\n\n`);
  }

  #write(text: string): void {
    if (this.#last !== null) {
      this.response.write(this.#last);
      this.#last = text;
    } else if (this.#held) {
      this.#held.push(text);
    } else {
      this.response.write(text);
    }
  }

  notify(stored: Stored, cursor: string): void {
    const types = this.query.get('types')?.split(',') ?? [];
    const { changes, isRecalled, createdAt: timestamp } = stored;
    if (!this.inbox.isFor(stored) || !this.inbox.wants(stored) || isRecalled || !isWanted(types, stored.type)) {
      return;
    }
    if (changes?.isRecalled) {
      this.send({ type: 'recall', data: { id: changes.id }, timestamp }, cursor);
    } else {
      const type = changes ? 'update' : 'notification';
      this.send({ type, data: { ...this.inbox.view(changes ?? stored), isRead: false }, timestamp }, cursor);
    }
  }

  /** As a pod that dies: no farewell. */
  cut(): void {
    this.response.socket?.destroy();
  }

  /** As a pod that drains. */
  end(): void {
    this.send({ type: 'reconnect' });
    this.response.end();
  }
}

/** One waiting poll. */
export class StubPoll {
  readonly #late: ReturnType<typeof setTimeout>;

  /** @param answer the messages of this moment; undefined if there is nothing yet and the time is not up */
  constructor(
    private readonly response: ServerResponse,
    readonly inbox: UserInbox,
    private readonly answer: (isLate: boolean) => object | undefined,
    waitMillis: number,
    private readonly onEnd: (poll: StubPoll) => void,
  ) {
    this.#late = setTimeout(() => this.look(true), waitMillis);
  }

  look(isLate = false): void {
    const answer = this.answer(isLate);
    if (answer) {
      this.#end();
      this.response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
    }
  }

  cut(): void {
    this.#end();
    this.response.socket?.destroy();
  }

  #end(): void {
    clearTimeout(this.#late);
    this.onEnd(this);
  }
}
