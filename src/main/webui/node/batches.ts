import { randomUUID } from 'node:crypto';
import { CarillonError } from './errors.js';
import type { Notification } from './notification.js';

// The server's limits: notifications of a batch, and 2 MiB for its body, of which some is left for what is around them.
const MAX_NOTIFICATIONS = 1_000;
const MAX_BYTES = 1_900_000;

/** One notification for one recipient, as JSON, that waits for its turn. */
interface Waiting {
  json: string;
  bytes: number;
  done(notification: Notification): void;
  failed(reason: unknown): void;
}

export interface Sender {
  /** Creates one, under its key. */
  one(json: string, key: string): Promise<Notification>;
  /** Creates all or none, under one key. */
  many(json: string, key: string): Promise<Notification[]>;
}

/**
 * Sends what one organization creates within one turn of the event loop together. The server takes all of a batch or nothing,
 * so a batch that is rejected is sent again one by one: the fault of one notification is not the fault of another.
 */
export class Batches {
  #waiting: Waiting[] = [];
  #running = new Set<Promise<void>>();

  constructor(
    private readonly sender: Sender,
    private readonly maxPending: number,
  ) {}

  #pending = 0;

  create(json: string): Promise<Notification> {
    if (this.#pending >= this.maxPending) {
      return Promise.reject(new CarillonError(503, 'too_many_pending', `${this.maxPending} notifications wait already`));
    }
    this.#pending++;
    return new Promise<Notification>((done, failed) => {
      this.#waiting.push({ json, bytes: Buffer.byteLength(json) + 1, done, failed });
      if (this.#waiting.length === 1) {
        setImmediate(() => this.#flush());
      }
    }).finally(() => {
      this.#pending--;
    });
  }

  /** Waits for everything that was created until now. */
  async drain(): Promise<void> {
    this.#flush();
    await Promise.all(this.#running);
  }

  #flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const batch of cut(waiting)) {
      const running: Promise<void> = this.#send(batch).finally(() => this.#running.delete(running));
      this.#running.add(running);
    }
  }

  async #send(batch: Waiting[]): Promise<void> {
    if (batch.length > 1) {
      try {
        const json = `{"notifications":[${batch.map((one) => one.json).join(',')}]}`;
        const created = await this.sender.many(json, randomUUID());
        batch.forEach((one, i) => one.done(created[i]!));
        return;
      } catch (reason) {
        if (!isOfOne(reason)) {
          batch.forEach((one) => one.failed(reason));
          return;
        }
      }
    }
    for (const one of batch) {
      await this.sender.one(one.json, randomUUID()).then(one.done, one.failed);
    }
  }
}

/** Whether the rejection may be about some notifications and not about others. */
function isOfOne(reason: unknown): boolean {
  return reason instanceof CarillonError && (reason.status === 400 || reason.status === 413);
}

function* cut(waiting: Waiting[]): Generator<Waiting[]> {
  let batch: Waiting[] = [];
  let bytes = 0;
  for (const one of waiting) {
    if (batch.length === MAX_NOTIFICATIONS || (batch.length > 0 && bytes + one.bytes > MAX_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(one);
    bytes += one.bytes;
  }
  if (batch.length > 0) {
    yield batch;
  }
}
