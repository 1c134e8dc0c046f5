import { CarillonError, type Api } from '@carillon/client';
import type { Count } from './count.js';

const NOTHING = { after: 0, through: 0 };

/** Tells the server what has been on the screen: the newest id only, and one request at a time. */
export class Seen {
  #wanted = 0;
  /** Up to here the server has been told, or does not want to know. */
  #told = 0;
  #asking = false;
  /** The part that nobody had seen before this page showed it. */
  #here = NOTHING;

  constructor(
    private readonly count: Count,
    private readonly api: () => Api,
  ) {}

  /** Everything up to the id. Never fails: a look that could not be told is told when the connection is back. */
  async mark(through: number): Promise<void> {
    const { seenThrough } = this.count;
    if (through > seenThrough) {
      const { after, through: before } = this.#here;
      this.#here = { after: seenThrough > before ? seenThrough : after, through: Math.max(through, before) };
    }
    this.#wanted = Math.max(this.#wanted, through);
    if (this.#isNews && through >= this.count.newest) {
      this.count.change({ unread: 0, unseen: -this.count.unseen });
    }
    await this.again();
  }

  /** Whether this page was the first to show it. */
  wasHere(id: number): boolean {
    return id > this.#here.after && id <= this.#here.through;
  }

  async again(): Promise<void> {
    if (this.#asking) {
      return;
    }
    this.#asking = true;
    while (this.#isNews && (await this.#tell(this.#wanted)));
    this.#asking = false;
  }

  get #isNews(): boolean {
    return this.#wanted > Math.max(this.#told, this.count.seenThrough);
  }

  async #tell(through: number): Promise<boolean> {
    try {
      const counted = await this.api().markSeen(through);
      this.#told = Math.max(this.#told, through);
      this.count.told(counted);
      return true;
    } catch (error) {
      if (error instanceof CarillonError && error.status < 500 && error.status !== 429) {
        // The same again would be rejected again; and anything, if this page may only listen, by a ticket.
        this.#told = error.status === 401 || error.status === 403 ? Infinity : Math.max(this.#told, through);
      }
      return false;
    }
  }

  /** Ids of another history, or another user. */
  forget(): void {
    this.#wanted = 0;
    this.#told = 0;
    this.#here = NOTHING;
  }
}
