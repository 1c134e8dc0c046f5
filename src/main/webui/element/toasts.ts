import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Notification } from '@carillon/client';
import type { InboxState } from '@carillon/client/inbox';
import { closeIcon } from './icons.js';
import { actionLink, type ItemContext } from './item.js';
import { isolate } from './texts.js';

const SHOWN_MILLIS = 7_000;
/** After a resume many may come at once; the newest few stand for them, the list has all. */
const MAX_TOASTS = 3;
/** A toast that was on the screen for less has not been seen. */
const LOOK_MILLIS = 1_000;
/** A notification for everybody is a toast on every page at once, and the pages do not all tell the server at once. */
const LOOK_SPREAD_MILLIS = 2_000;

/** Shows new notifications for a moment. They stay while the pointer or the focus is on them. */
export class Toasts implements ReactiveController {
  #shown: readonly Notification[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #look: ReturnType<typeof setTimeout> | undefined;
  /** For the end of quiet hours; the list has them already. */
  #waiting: readonly Notification[] = [];
  #quiet: ReturnType<typeof setTimeout> | undefined;
  /** Those on the screen that were seen here. */
  readonly #seenHere = new Set<number>();

  /** @param onSeen everything up to this id has been seen */
  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly onSeen: (id: number) => void,
    private readonly onQuietOver: (waiting: readonly Notification[]) => void,
  ) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.clear();
  }

  add(notification: Notification): void {
    this.#set([...this.#shown, notification].slice(-MAX_TOASTS));
    this.#letGo();
    this.#look ??= setTimeout(() => this.#onLook(), LOOK_MILLIS + Math.random() * LOOK_SPREAD_MILLIS);
  }

  /** Nothing disturbs until then. */
  wait(notification: Notification, until: number): void {
    this.#waiting = [...this.#waiting, notification].slice(-MAX_TOASTS);
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => {
      const waiting = this.#waiting;
      this.#waiting = [];
      this.onQuietOver(waiting);
    }, until - Date.now());
  }

  #onLook(): void {
    this.#look = undefined;
    if (document.visibilityState === 'visible') {
      this.#see(this.#shown);
    }
  }

  #see(toasts: readonly Notification[]): void {
    const ids = toasts.map(({ id }) => id).filter((id) => !this.#seenHere.has(id));
    if (ids.length) {
      ids.forEach((id) => this.#seenHere.add(id));
      this.onSeen(Math.max(...ids));
    }
  }

  /** Takes away those that were seen or read elsewhere. Those that were seen here stay for their time. */
  silence({ notifications, seenThrough }: InboxState): void {
    const read = new Set(notifications.flatMap(({ id, isRead }) => (isRead ? [id] : [])));
    this.#waiting = this.#waiting.filter(({ id }) => !read.has(id) && id > seenThrough);
    const kept = this.#shown.filter(({ id }) => !read.has(id) && (id > seenThrough || this.#seenHere.has(id)));
    if (kept.length < this.#shown.length) {
      this.#set(kept);
    }
  }

  /** Its sender has taken it back. */
  remove(id: number): void {
    this.#waiting = this.#waiting.filter((one) => one.id !== id);
    this.#set(this.#shown.filter((one) => one.id !== id));
  }

  /** Its sender has replaced its text. */
  replace(notification: Notification): void {
    this.#waiting = this.#waiting.map((one) => (one.id === notification.id ? notification : one));
    this.#set(this.#shown.map((one) => (one.id === notification.id ? notification : one)));
  }

  clear(): void {
    this.#hold();
    clearTimeout(this.#look);
    this.#look = undefined;
    clearTimeout(this.#quiet);
    this.#waiting = [];
    this.#set([]);
  }

  render(context: Pick<ItemContext, 'link' | 'onFollow' | 'texts'>): TemplateResult | typeof nothing {
    if (!this.#shown.length) {
      return nothing;
    }
    const { texts } = context;
    return html`
      <div
        class="toasts"
        role="group"
        aria-label=${texts.notifications}
        @pointerenter=${() => this.#hold()}
        @pointerleave=${() => this.#letGo()}
        @focusin=${() => this.#hold()}
        @focusout=${() => this.#letGo()}
      >
        ${repeat(
          this.#shown,
          ({ id }) => id,
          (notification) => html`
            <div class="toast" part="toast" data-testid="toast" data-id=${notification.id}>
              <strong dir="auto">${notification.title}</strong>
              <p dir="auto">${notification.message}</p>
              ${actionLink(notification, context)}
              <button
                type="button"
                data-testid="dismiss"
                aria-label="${texts.dismiss}: ${isolate(notification.title)}"
                @click=${() => this.#dismiss(notification)}
              >
                ${closeIcon}
              </button>
            </div>
          `,
        )}
      </div>
    `;
  }

  #dismiss(notification: Notification): void {
    this.#see([notification]);
    this.#set(this.#shown.filter((one) => one !== notification));
  }

  #set(shown: readonly Notification[]): void {
    this.#shown = shown;
    this.#seenHere.forEach((id) => shown.some((one) => one.id === id) || this.#seenHere.delete(id));
    this.host.requestUpdate();
  }

  #hold(): void {
    clearTimeout(this.#timer);
  }

  #letGo(): void {
    this.#hold();
    this.#timer = setTimeout(() => this.#set([]), SHOWN_MILLIS);
  }
}
