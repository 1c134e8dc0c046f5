import { html, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { Notification } from '@carillon/client';
import type { InboxState } from '@carillon/client/inbox';
import type { ListContext } from './panel.js';
import type { Sight } from './sight.js';
import { play } from './sound.js';
import { isolate, type Texts } from './texts.js';
import { Toasts } from './toasts.js';
import type { Wants } from './wants.js';

/** The element, as far as alerts ask and tell it. */
export interface Alerted extends ReactiveControllerHost {
  readonly open: boolean;
  readonly inline: boolean;
  readonly toasts: 'off' | undefined;
  readonly sound: string | undefined;
}

/**
 * The signs of a new notification beside the list: the bell rings, a toast is shown, a sound is played, and screen readers say
 * it. In quiet hours it does nothing of that until they are over.
 */
export class Alerts {
  #announcement = '';
  #ringing = false;
  readonly #toasts: Toasts;

  /** @param onSeen everything up to this id has been seen */
  constructor(
    private readonly host: Alerted,
    private readonly wants: Wants,
    private readonly sight: Sight,
    private readonly texts: () => Texts,
    onSeen: (id: number) => void,
  ) {
    this.#toasts = new Toasts(host, onSeen, (waiting) => this.#onQuietOver(waiting));
  }

  get isRinging(): boolean {
    return this.#ringing;
  }

  ring(ringing: boolean): void {
    this.#ringing = ringing;
    this.host.requestUpdate();
  }

  /** @param isWelcome whether the page leaves toast and sound to the element */
  add(notification: Notification, isWelcome: boolean): void {
    const until = this.wants.quietUntil();
    if (until === undefined) {
      this.#disturb(notification, isWelcome);
    } else if (isWelcome) {
      this.#toasts.wait(notification, until);
    }
  }

  #disturb(notification: Notification, isWelcome: boolean): void {
    const { open, inline, toasts, sound } = this.host;
    this.#announcement = this.texts().newOne(isolate(notification.title));
    this.ring(true);
    const needsNone = open || inline || !this.sight.isPageVisible;
    if (isWelcome && toasts !== 'off' && !needsNone) {
      this.#toasts.add(notification);
    }
    if (isWelcome && sound) {
      play(sound, notification.id);
    }
  }

  /** The quiet hours may have been changed meanwhile. */
  #onQuietOver(waiting: readonly Notification[]): void {
    const until = this.wants.quietUntil();
    waiting.forEach((one) => (until === undefined ? this.#disturb(one, true) : this.#toasts.wait(one, until)));
  }

  /** Its sender has taken it back. */
  remove(id: number): void {
    this.#toasts.remove(id);
    // It may have the title in it.
    this.#announcement = '';
  }

  /** Its sender has replaced its text. */
  replace(notification: Notification): void {
    this.#toasts.replace(notification);
    this.#announcement = '';
  }

  /** Takes away toasts that the list shows, or that were seen elsewhere. */
  follow(inbox: InboxState | undefined): void {
    if (this.host.open) {
      this.#toasts.clear();
    } else if (inbox) {
      this.#toasts.silence(inbox);
    }
  }

  /** They were another user's. */
  forget(): void {
    this.#toasts.clear();
    this.#announcement = '';
  }

  render(context: ListContext): TemplateResult {
    return html`
      ${this.#toasts.render(context)}
      <div class="hidden-text" role="status" data-testid="announcement">${this.#announcement}</div>
    `;
  }
}
