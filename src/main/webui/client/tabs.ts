export interface TabsListener {
  /** This tab holds the browser's connection from now on. */
  onLead(): void;
  /** Another tab does; a leader that was too busy to answer has been replaced. */
  onResign(): void;
  onPost(post: unknown): void;
}

/**
 * One leader among the tabs that use the same name. The leader holds a Web Lock, which the browser passes on at once
 * when the tab closes, crashes or is put away. Without these APIs every tab leads itself.
 */
export class Tabs {
  #channel: BroadcastChannel | undefined;
  #abort: AbortController | undefined;
  #release: (() => void) | undefined;
  #leading = false;
  #name = '';

  constructor(private readonly listener: TabsListener) {}

  /** @param name of the group; none for a tab alone */
  join(name: string | undefined): void {
    const locks = globalThis.navigator?.locks;
    if (!name || !locks || !globalThis.BroadcastChannel) {
      this.#lead();
      return;
    }
    const channel = new BroadcastChannel(name);
    this.#name = name;
    channel.onmessage = (event) => this.listener.onPost(event.data);
    this.#channel = channel;
    this.#queue(locks);
  }

  leave(): void {
    this.#leading = false;
    this.#abort?.abort();
    this.#abort = undefined;
    this.#release?.();
    this.#release = undefined;
    this.#channel?.close();
    this.#channel = undefined;
  }

  post(post: unknown): void {
    this.#channel?.postMessage(post);
  }

  /** Takes the lead from a tab that hangs: it holds the lock, but neither reads the stream nor tells us. */
  takeOver(): void {
    const locks = globalThis.navigator?.locks;
    if (this.#channel && !this.#leading && locks) {
      this.#abort?.abort();
      this.#request(locks, { steal: true });
    }
  }

  #queue(locks: LockManager): void {
    this.#abort = new AbortController();
    this.#request(locks, { signal: this.#abort.signal });
  }

  #request(locks: LockManager, options: LockOptions): void {
    const channel = this.#channel;
    locks
      .request(this.#name, options, () => this.#hold(channel))
      .catch((error: DOMException) => this.#onRejected(locks, channel, error));
  }

  #onRejected(locks: LockManager, channel: BroadcastChannel | undefined, error: DOMException): void {
    if (this.#channel !== channel) {
      return;
    }
    if (error.name !== 'AbortError') {
      // A sandboxed frame may not lock.
      this.#lead();
    } else if (this.#leading) {
      // Stolen by a tab that found this one silent.
      this.#leading = false;
      this.listener.onResign();
      this.#queue(locks);
    }
  }

  #hold(channel: BroadcastChannel | undefined): Promise<void> | undefined {
    if (this.#channel !== channel) {
      return undefined;
    }
    return new Promise((release) => {
      this.#release = release;
      this.#lead();
    });
  }

  #lead(): void {
    this.#leading = true;
    this.listener.onLead();
  }
}
