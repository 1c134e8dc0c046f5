import { Agent, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { Agent as TlsAgent, request as httpsRequest } from 'node:https';
import { pipeline } from 'node:stream';

export interface ProxyOptions {
  /** The origin of the pods, or of the gateway before them. */
  url: string;
  /** Whether a path is Carillon's. By default `/api/notifications`, `/api/preferences`, `/api/trpc/notifications.…` and `/carillon`. */
  isOurs?: (path: string) => boolean;
}

type Next = (failure?: unknown) => void;
type Middleware = (request: IncomingMessage & { body?: unknown; originalUrl?: string }, response: ServerResponse, next: Next) => void;

// Of one connection, not of the message (RFC 9110, 7.6.1).
const HOP_BY_HOP = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade'];

// Streams are silent for up to carillon.stream.keep-alive (30 s); a pod that says nothing for this long is gone.
const SILENCE = 120_000;

/**
 * Express middleware that lets the pages of an application reach Carillon at the application's own origin. Bytes go through as
 * they come; a page that goes away ends its stream at the pod. In production a gateway does the same with less memory.
 */
export function carillonProxy({ url, isOurs = isCarillons }: ProxyOptions): Middleware {
  const target = new URL(url);
  const secure = target.protocol === 'https:';
  const send = secure ? httpsRequest : httpRequest;
  const agent = new (secure ? TlsAgent : Agent)({ keepAlive: true });
  return (request, response, next) => {
    const path = request.originalUrl ?? request.url ?? '/';
    if (!isOurs(path.replace(/[?#].*$/s, ''))) {
      next();
      return;
    }
    const body = parsedBody(request);
    const upstream = send(target, { agent, path, method: request.method, headers: headers(request, body) }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, withoutHops(answer.headers));
      response.flushHeaders();
      pipeline(answer, response, () => {
        // Either side has gone; the pipeline has ended the other one.
      });
    });
    upstream.setTimeout(SILENCE, () => upstream.destroy(new Error('silent')));
    upstream.on('error', () => unreachable(request, response));
    response.on('close', () => upstream.destroy());
    if (body === undefined) {
      request.pipe(upstream);
    } else {
      upstream.end(body);
    }
  };
}

function isCarillons(path: string): boolean {
  return (
    path === '/api/notifications' ||
    path.startsWith('/api/notifications/') ||
    path === '/api/preferences' ||
    path.startsWith('/carillon/') ||
    isOurProcedures(path)
  );
}

/** A mixed batch stays the application's: `splitLink` keeps the two apart. */
function isOurProcedures(path: string): boolean {
  const prefix = '/api/trpc/';
  return (
    path.startsWith(prefix) &&
    decoded(path.slice(prefix.length))
      .split(',')
      .every((procedure) => procedure.startsWith('notifications.'))
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A body parser that stands before this one has read the body already. */
function parsedBody(request: { body?: unknown; readableEnded: boolean }): string | undefined {
  return request.readableEnded && request.body !== undefined ? JSON.stringify(request.body) : undefined;
}

function headers(request: IncomingMessage, body: string | undefined): IncomingHttpHeaders {
  const sent = withoutHops(request.headers);
  if (body !== undefined) {
    sent['content-length'] = String(Buffer.byteLength(body));
  } else if (request.headers['transfer-encoding']) {
    sent['transfer-encoding'] = 'chunked';
  }
  const from = request.socket.remoteAddress;
  if (from) {
    const before = request.headers['x-forwarded-for'];
    sent['x-forwarded-for'] = before ? `${String(before)}, ${from}` : from;
  }
  return sent;
}

function withoutHops(given: IncomingHttpHeaders): IncomingHttpHeaders {
  const named = String(given.connection ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase());
  return Object.fromEntries(
    Object.entries(given).filter(([name]) => !HOP_BY_HOP.includes(name) && !named.includes(name)),
  );
}

/** An `EventSource` never comes back after an error status, but it does after a stream that ends. */
function unreachable(request: IncomingMessage, response: ServerResponse): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (String(request.headers.accept ?? '').includes('text/event-stream')) {
    const retry = 2_000 + Math.round(Math.random() * 6_000);
    const message = { type: 'reconnect', timestamp: new Date().toISOString(), reason: 'unavailable' };
    response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-store' });
    response.end(`retry: ${retry}\ndata: ${JSON.stringify(message)}\n\n`);
    return;
  }
  response.writeHead(503, { 'Content-Type': 'application/problem+json', 'Retry-After': '2', 'Cache-Control': 'no-store' });
  response.end('{"type":"about:blank","title":"Service Unavailable","status":503,"code":"unavailable","detail":"Carillon cannot be reached."}');
}
