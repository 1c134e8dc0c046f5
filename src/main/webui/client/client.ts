import { Access } from './access.js';
import { Api } from './api.js';
import { Feed, safely } from './feed.js';
import { isWanted } from './filter.js';
import type { ConnectionState, StreamMessage } from './messages.js';
import type { Client, ConnectOptions } from './options.js';
import { listenToPage, store, stored } from './page.js';
import { Source } from './source.js';
import { Tabs } from './tabs.js';
import { DEFAULT_TIMING, type Timing } from './timing.js';
import { Whose } from './whose.js';

/** Connects this page to its user's notifications. See `docs/browser.md`. */
export function connect(options: ConnectOptions = {}): Client {
  return new SharedClient(options);
}

/** A message between tabs. */
type Post =
  | { post: 'hello' | 'reconnect' }
  | (News & { post: 'message'; message: StreamMessage })
  | (News & { post: 'state'; state: ConnectionState; clientId: string | undefined });

/** @property caller whose the leading tab's stream is; missing where the server does not say */
interface News {
  cursor: string | undefined;
  caller: string | undefined;
}

/** A tab's part in the browser's one connection: holds it (`#source`), or listens to the tab that does. */
class SharedClient implements Client {
  readonly api: Api;
  readonly #access: Access;
  readonly #name: string;
  readonly #timing: Timing;
  readonly #feed: Feed;
  readonly #tabs: Tabs;
  readonly #page = new AbortController();
  readonly #whose: Whose;
  #source: Source | undefined;
  #state: ConnectionState = 'connecting';
  #clientId: string | undefined;
  #snapshotDue: boolean;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #postAt = 0;
  /** The last one is the one that counts. */
  #starts = 0;
  /** Posts of the leading tab since it was asked whose they are. */
  #held: Post[] | undefined;
  #mismatchAt = -Infinity;

  constructor(private readonly options: ConnectOptions) {
    this.#access = new Access(options);
    this.api = new Api(options.url ?? '/api/notifications', this.#access, {
      // A stream that was opened by a ticket may be another user's than the rest.
      caller: () => (this.#access.hasTicket ? undefined : this.#whose.as),
      clientId: () => this.#clientId,
      onAnother: () => this.#onAnother(),
    });
    this.#name = `carillon:${this.api.url}|${this.#types.join(',')}|${options.scope ?? ''}`;
    this.#timing = { ...DEFAULT_TIMING, ...options.timing };
    this.#feed = new Feed(options);
    this.#whose = new Whose(`${this.#name}|caller`);
    this.#clientId = stored(this.#name);
    this.#snapshotDue = this.#snapshot > 0;
    this.#tabs = new Tabs({
      onLead: () => this.#lead(),
      onResign: () => this.#resign(),
      onPost: (post) => this.#onPost(post as Post),
    });
    listenToPage(this.#page.signal, {
      onOnline: () => this.#restart(true),
      onOffline: () => this.#source?.noNetwork(),
      onVisible: () => this.#source?.wake(),
      onHide: () => this.#stop(),
      onShowAgain: () => void this.#start(),
    });
    void this.#start();
  }

  get state(): ConnectionState {
    return this.#state;
  }

  get clientId(): string | undefined {
    return this.#clientId;
  }

  get cursor(): string | undefined {
    return this.#feed.cursor;
  }

  reconnect(): void {
    this.#restart();
    this.#post({ post: 'reconnect' });
  }

  close(): void {
    this.#page.abort();
    this.#stop();
  }

  get #types(): readonly string[] {
    return this.options.types ?? [];
  }

  get #snapshot(): number {
    return this.options.snapshot ?? 0;
  }

  async #start(): Promise<void> {
    const start = ++this.#starts;
    const group = await this.#group();
    if (start !== this.#starts) {
      return;
    }
    this.#tabs.join(group);
    if (!this.#source) {
      this.#post({ post: 'hello' });
      this.#expectLeader();
    }
  }

  /** Tabs have one cookie and may have many tokens: those share by user. Undefined for a tab alone. */
  async #group(): Promise<string | undefined> {
    const { shared = true, scope } = this.options;
    if (!shared || this.#access.hasTicket) {
      return undefined;
    }
    if (scope !== undefined || !this.#access.needsFetch) {
      return this.#name;
    }
    const caller = await this.api.unread(true).then(
      (unread) => unread.caller,
      () => undefined,
    );
    return caller && `${this.#name}|${caller}`;
  }

  #stop(): void {
    this.#starts++;
    clearTimeout(this.#silence);
    this.#source?.stop();
    this.#source = undefined;
    this.#tabs.leave();
  }

  #restart(elsewhere = false): void {
    this.#source?.stop();
    this.#source?.start(elsewhere);
  }

  #lead(): void {
    clearTimeout(this.#silence);
    const settings = {
      types: this.#types,
      snapshot: this.#snapshot,
      // A ticket opens streams and does nothing else.
      acknowledge: !this.#access.hasTicket && (this.options.acknowledge ?? true),
      timing: this.#timing,
      cursor: () => this.#feed.cursor,
      clientId: () => this.#clientId,
    };
    this.#source = new Source(this.api, this.#access, settings, {
      onMessage: (message, cursor) => {
        if ('caller' in message && this.#become(message.caller)) {
          // This stream, or polling, goes on where another user's has ended, under that one's name.
          queueMicrotask(() => this.#beginAnew());
          return;
        }
        this.#accept(message, cursor);
        this.#post({ post: 'message', message, cursor, caller: this.#whose.as });
      },
      onState: (state) => {
        this.#enter(state);
        this.#postState();
      },
    });
    this.#source.start();
  }

  #beginAnew(): void {
    if (this.#access.needsFetch) {
      // The tabs of the user before are another group.
      this.#stop();
      void this.#start();
    } else {
      this.#restart();
    }
  }

  #resign(): void {
    this.#source?.stop();
    this.#source = undefined;
    this.#expectLeader();
  }

  #onPost(post: Post): void {
    this.#postAt = Date.now();
    if (this.#source) {
      this.#answer(post);
      return;
    }
    this.#expectLeader();
    if ('caller' in post && post.caller && (this.#held || post.caller !== this.#whose.as)) {
      void this.#ascertain(post, post.caller);
    } else {
      this.#follow(post);
    }
  }

  /** Nothing is taken from a stream that is not proven to be of this page's user. */
  async #ascertain(post: Post, caller: string): Promise<void> {
    if (this.#held) {
      this.#held.push(post);
      return;
    }
    const held: Post[] = [post];
    this.#held = held;
    const mine = await this.api.unread(true).then(
      (unread) => unread.caller ?? caller,
      () => undefined,
    );
    this.#held = undefined;
    if (this.#source) {
      return;
    }
    if (!mine && post.post === 'state') {
      this.#enter(post.state);
    }
    if (mine === caller) {
      this.#become(caller);
      held.forEach((one) => this.#onPost(one));
    } else if (mine) {
      this.#onAnother();
    }
  }

  /** The cookie is another user's by now: the tab with the stream is to see that, too. */
  #onAnother(): void {
    if (Date.now() - this.#mismatchAt > this.#timing.silence) {
      this.#mismatchAt = Date.now();
      this.reconnect();
    }
  }

  /** Whether what was shown before was somebody else's; it is gone then. */
  #become(caller: string | undefined): boolean {
    if (!this.#whose.become(caller)) {
      return false;
    }
    this.#clientId = undefined;
    store(this.#name, undefined);
    this.#snapshotDue = this.#snapshot > 0;
    this.#feed.accept({ type: 'reset', reason: 'user' }, undefined);
    return true;
  }

  #follow(post: Post): void {
    if (post.post === 'message') {
      this.#accept(post.message, post.cursor);
    } else if (post.post === 'state') {
      this.#remember(post.clientId);
      this.#feed.joinAt(post.cursor);
      this.#enter(post.state);
      if (this.#snapshotDue && post.state !== 'connecting') {
        void this.#loadSnapshot();
      }
    }
  }

  #answer({ post }: Post): void {
    // A tab that was opened after a new log-in greets a leader that was signed out before it.
    if (post === 'reconnect' || (post === 'hello' && this.#state === 'signed-out')) {
      this.#restart();
    }
    if (post === 'hello') {
      this.#postState();
    }
  }

  #accept(message: StreamMessage, cursor: string | undefined): void {
    if (message.type === 'connected') {
      this.#remember(message.clientId);
    } else if (message.type === 'snapshot') {
      this.#snapshotDue = false;
    } else if (message.type === 'session-expiring' || message.type === 'session-expired') {
      const event = message.type === 'session-expiring' ? 'expiring' : 'expired';
      safely(() => this.options.onSession?.(event));
    }
    this.#feed.accept(message, cursor);
  }

  /** For a tab that joined after the leader's snapshot had come. */
  async #loadSnapshot(): Promise<void> {
    this.#snapshotDue = false;
    try {
      const [page, unread] = await Promise.all([this.api.list({ limit: this.#snapshot }), this.api.unread()]);
      const notifications = page.notifications.filter(({ type }) => isWanted(this.#types, type));
      this.#feed.accept({ type: 'snapshot', ...unread, notifications }, undefined);
    } catch {
      this.#snapshotDue = true;
    }
  }

  #enter(state: ConnectionState): void {
    if (state !== this.#state) {
      this.#state = state;
      if (state === 'signed-out') {
        // The next user of this tab finds no name of this one.
        this.#clientId = undefined;
        store(this.#name, undefined);
        this.#whose.leave();
      }
      safely(() => this.options.onState?.(state));
    }
  }

  #remember(clientId: string | undefined): void {
    if (clientId && clientId !== this.#clientId) {
      this.#clientId = clientId;
      store(this.#name, clientId);
    }
  }

  /** A leader passes pings on. If none comes and it does not answer either, it hangs, and this tab takes over. */
  #expectLeader(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      const askedAt = Date.now();
      this.#post({ post: 'hello' });
      const patience = 1_000 + Math.random() * 2_000;
      this.#silence = setTimeout(() => this.#postAt < askedAt && this.#tabs.takeOver(), patience);
    }, this.#timing.silence);
  }

  #postState(): void {
    const { cursor } = this;
    this.#post({ post: 'state', state: this.#state, clientId: this.#clientId, cursor, caller: this.#whose.as });
  }

  #post(post: Post): void {
    this.#tabs.post(post);
  }
}
