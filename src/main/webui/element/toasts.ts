import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Notification } from '@carillon/client';
import { closeIcon } from './icons.js';
import { actionLink, type ItemContext } from './item.js';
import { isolate } from './texts.js';

const SHOWN_MILLIS = 7_000;
/** After a resume many may come at once; the newest few stand for them, the list has all. */
const MAX_TOASTS = 3;

/** Shows new notifications for a moment. They stay while the pointer or the focus is on them. */
export class Toasts implements ReactiveController {
  #shown: readonly Notification[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.clear();
  }

  add(notification: Notification): void {
    this.#set([...this.#shown, notification].slice(-MAX_TOASTS));
    this.#letGo();
  }

  /** Its sender has taken it back. */
  remove(id: number): void {
    this.#set(this.#shown.filter((one) => one.id !== id));
  }

  /** Its sender has replaced its text. */
  replace(notification: Notification): void {
    this.#set(this.#shown.map((one) => (one.id === notification.id ? notification : one)));
  }

  clear(): void {
    this.#hold();
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
    this.#set(this.#shown.filter((one) => one !== notification));
  }

  #set(shown: readonly Notification[]): void {
    this.#shown = shown;
    this.host.requestUpdate();
  }

  #hold(): void {
    clearTimeout(this.#timer);
  }

  #letGo(): void {
    this.#hold();
    this.#timer = setTimeout(() => this.clear(), SHOWN_MILLIS);
  }
}
