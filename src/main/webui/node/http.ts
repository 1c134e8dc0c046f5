import { setTimeout as delay } from 'node:timers/promises';
import { CarillonError, CarillonUnavailable, rejection } from './errors.js';

export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  body?: string | undefined;
  apiKey: string;
  idempotencyKey?: string | undefined;
  /** Ends the call early; its reason is thrown. */
  signal?: AbortSignal | undefined;
}

export interface Patience {
  /** Milliseconds for a call with all of its attempts. */
  deadline: number;
  /** Milliseconds for one attempt. */
  timeout: number;
}

// The answers that say "later", and those of gateways that have lost the pod.
const LATER = new Set([408, 425, 429, 500, 502, 503, 504]);

// Doubles from the first to the last; each pause is random, so that callers do not come back together.
const FIRST_PAUSE = 50;
const LAST_PAUSE = 2_000;

/** Makes a call until it is answered, rejected or out of time. A call that creates must have an idempotency key. */
export async function call<T>(origin: string, { deadline, timeout }: Patience, wanted: Call): Promise<T> {
  const end = performance.now() + deadline;
  let cause: unknown;
  for (let attempt = 1; ; attempt++) {
    wanted.signal?.throwIfAborted();
    let pause = Math.random() * Math.min(LAST_PAUSE, FIRST_PAUSE * 2 ** attempt);
    try {
      const response = await once(origin, Math.min(timeout, end - performance.now()), wanted);
      if (response.ok) {
        return (response.status === 204 ? undefined : await response.json()) as T;
      }
      const rejected = await rejection(response);
      if (!LATER.has(response.status)) {
        throw rejected;
      }
      cause = rejected;
      pause = Math.max(pause, 1_000 * Number(response.headers.get('retry-after') ?? 0) || 0);
    } catch (failure) {
      if (failure instanceof CarillonError && !LATER.has(failure.status)) {
        throw failure;
      }
      wanted.signal?.throwIfAborted();
      // An attempt that the deadline cuts off says less than the answer before it.
      if (cause === undefined || performance.now() < end) {
        cause = failure;
      }
    }
    if (performance.now() + pause >= end) {
      throw new CarillonUnavailable(
        `No answer from ${origin} to ${wanted.method} ${wanted.path} after ${attempt} attempts`,
        attempt,
        wanted.idempotencyKey,
        { cause },
      );
    }
    await delay(pause, undefined, wanted.signal ? { signal: wanted.signal } : {}).catch(() => wanted.signal?.throwIfAborted());
  }
}

/** `fetch` keeps connections open and takes another one if the pod at the other end is gone. */
function once(origin: string, patience: number, { method, path, body, apiKey, idempotencyKey, signal }: Call) {
  const timeout = AbortSignal.timeout(Math.max(1, Math.ceil(patience)));
  return fetch(origin + path, {
    method,
    headers: {
      'X-Api-Key': apiKey,
      Accept: 'application/json, application/problem+json',
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...(idempotencyKey !== undefined && { 'Idempotency-Key': idempotencyKey }),
    },
    ...(body !== undefined && { body }),
    redirect: 'error',
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  });
}
