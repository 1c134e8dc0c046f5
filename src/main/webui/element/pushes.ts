import type { ReactiveController, ReactiveControllerHost, TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import type { SignIn } from '@carillon/client';
import type { Inbox } from '@carillon/client/inbox';
import type { PushedNotification, PushOptions, PushState } from '@carillon/client/push';
import { phoneIcon } from './icons.js';
import type { Texts } from './texts.js';

const LAST_PART = /\/[^/]*\/?$/;

export interface PushSettings extends SignIn {
  /** Of the notifications. */
  url: string;
  worker: string | undefined;
}

/** The button for notifications while the page is closed. The code behind it is loaded only where a page wants it. */
export class Pushes implements ReactiveController {
  state: PushState | undefined;
  /** The inbox whose user it is about. */
  #of: Inbox | undefined;
  #options: PushOptions | undefined;
  #busy = false;
  #stop: (() => void) | undefined;

  /** @param shows whether the page shows it by itself */
  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly shows: (notification: PushedNotification) => boolean,
  ) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.forget();
  }

  /** Another user may sign in. */
  forget(): void {
    this.#of = undefined;
    this.#options = undefined;
    this.state = undefined;
  }

  /** Looks once for each user. It asks nobody for anything. */
  async follow(inbox: Inbox, { url, worker, token, headers }: PushSettings): Promise<void> {
    if (this.#of === inbox) {
      return;
    }
    this.#of = inbox;
    const options = {
      url: url.replace(LAST_PART, '/push'),
      ...(worker !== undefined && { worker }),
      ...(token && { token }),
      ...(headers && { headers }),
    };
    this.#options = options;
    await this.#run(async ({ pushState, answerPush }) => {
      this.#stop ??= answerPush(this.shows);
      return pushState(options);
    });
  }

  async #toggle(): Promise<void> {
    const options = this.#options;
    await this.#run(async ({ enablePush, disablePush }) => {
      if (this.state === 'enabled') {
        await disablePush(options);
        return 'disabled';
      }
      return enablePush(options);
    });
  }

  async #run(act: (push: typeof import('@carillon/client/push')) => Promise<PushState>): Promise<void> {
    const options = this.#options;
    this.#busy = true;
    this.host.requestUpdate();
    // Without pods, or without a worker where it should be, the button stays as it is.
    const state = await import('@carillon/client/push').then(act).catch(() => this.state);
    if (options === this.#options) {
      this.state = state;
      this.#busy = false;
      this.host.requestUpdate();
    }
  }

  /** Nothing where there is nothing to press. */
  button(texts: Texts): TemplateResult | typeof nothing {
    const { state } = this;
    if (state === undefined || state === 'unsupported' || state === 'off') {
      return nothing;
    }
    const label = state === 'denied' ? texts.pushDenied : texts.push;
    return html`<button
      type="button"
      class="close push"
      data-testid="push"
      aria-label=${label}
      title=${label}
      aria-pressed=${String(state === 'enabled')}
      ?disabled=${this.#busy || state === 'denied'}
      @click=${() => void this.#toggle()}
    >
      ${phoneIcon}
    </button>`;
  }
}
