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

  open(retryMillis: number): void {
    this.response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    this.response.write(`retry: ${retryMillis}\n\n`);
  }

  send(message: StreamMessage | object, cursor?: string): void {
    this.response.write(`${cursor ? `id: ${cursor}\n` : ''}data: ${JSON.stringify(message)}\n\n`);
  }

  notify(stored: Stored, cursor: string): void {
    const types = this.query.get('types')?.split(',') ?? [];
    if (this.inbox.isFor(stored) && isWanted(types, stored.type)) {
      const message = { type: 'notification', data: this.inbox.view(stored), timestamp: stored.createdAt };
      this.send(message, cursor);
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
