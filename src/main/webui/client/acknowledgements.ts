import type { Api } from './api.js';
import { CarillonError } from './error.js';

/** Multiple of the usual delay after a failure. */
const PATIENCE = 10;

/**
 * Tells the server how far this client has come, so that a page load after a crash resumes there. One acknowledgement
 * covers everything before it: only the newest cursor is kept, and a failed attempt costs nothing but a repetition.
 */
export class Acknowledgements {
  #cursor: string | undefined;
  #sent: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sending = false;

  constructor(
    private readonly api: Api,
    private readonly clientId: () => string | undefined,
    private readonly delay: number,
  ) {}

  /** Everything up to the cursor has been given to the page. */
  add(cursor: string): void {
    this.#cursor = cursor;
    this.#timer ??= setTimeout(() => void this.flush(), this.delay);
  }

  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const cursor = this.#cursor;
    const clientId = this.clientId();
    if (!cursor || !clientId || cursor === this.#sent || this.#sending) {
      return;
    }
    this.#sending = true;
    try {
      await this.api.acknowledge(clientId, cursor);
      this.#sent = cursor;
    } catch (error) {
      if (error instanceof CarillonError && error.status < 500) {
        // The same again would be rejected again.
        this.#sent = cursor;
      } else {
        this.#timer ??= setTimeout(() => void this.flush(), this.delay * PATIENCE);
      }
    } finally {
      this.#sending = false;
    }
    if (this.#cursor && this.#cursor !== cursor) {
      this.add(this.#cursor);
    }
  }
}
