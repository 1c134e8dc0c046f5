import { ask, words } from './ask.js';
import { attemptsTable, time, type Attempt } from './attempts.js';
import { count, plural } from './format.js';
import { text } from './tiles.js';

/** The part of an endpoint that the page shows; see `GET /api/webhooks`. */
export interface Webhook {
  id: string;
  url: string;
  enabled: boolean;
  disabledBy?: string;
  waiting: number;
  failures: number;
}

/** And of an event; see `GET /api/webhooks/{id}/deliveries`. */
export interface Delivery {
  id: string;
  event: string;
  userId?: string;
  notificationId?: number;
  occurredAt: string;
  attempts: number;
  reason?: string;
  log: Attempt[];
}

interface Page {
  deliveries: Delivery[];
  nextBefore: string | null;
}

/** Before any event. */
const EVER = '1970-01-01T00:00:00Z';
const PAGE = 20;

/** The endpoints of the operator's own organization, with their dead letters. Looks when it is told to. */
export class Webhooks {
  constructor(
    private readonly look: HTMLElement,
    private readonly root: HTMLElement,
    private readonly said: HTMLElement,
  ) {
    look.addEventListener('click', () => void this.#try(() => this.#look()));
  }

  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.said.textContent = words(error);
    }
  }

  async #look(): Promise<void> {
    this.said.textContent = 'Looking …';
    const { webhooks } = await ask<{ webhooks: Webhook[] }>('webhooks');
    const dead = await Promise.all(webhooks.map(({ id }) => ask<Page>(deadOf(id))));
    this.root.replaceChildren(...webhooks.map((webhook, index) => this.#card(webhook, dead[index]!)));
    const letters = dead.reduce((sum, { deliveries }) => sum + deliveries.length, 0);
    const more = dead.some(({ nextBefore }) => nextBefore) ? 'more than ' : '';
    this.said.textContent = `${plural(webhooks.length, 'endpoint')}, ${more}${plural(letters, 'dead letter')}.`;
  }

  #card(webhook: Webhook, { deliveries, nextBefore }: Page): HTMLElement {
    const card = document.createElement('section');
    card.className = 'endpoint';
    card.dataset.testid = 'endpoint';
    card.setAttribute('aria-label', `Endpoint ${webhook.id}`);
    const heading = document.createElement('h3');
    heading.textContent = webhook.url;
    const state = text('p', 'detail');
    state.textContent = stateOf(webhook);
    card.append(heading, state);
    if (deliveries.length) {
      const all = this.#button('Send all dead letters again', () => this.#replayAll(webhook.id));
      all.dataset.testid = 'replay-all';
      const list = document.createElement('ol');
      list.className = 'letters';
      const end = document.createElement('div');
      list.append(...deliveries.map((one) => this.#letter(webhook.id, one)));
      this.#offerMore(webhook.id, list, end, nextBefore);
      card.append(all, list, end);
    }
    return card;
  }

  /** A button for the next page, in place of the one for this page. */
  #offerMore(webhookId: string, list: HTMLElement, end: HTMLElement, before: string | null): void {
    end.replaceChildren();
    if (before !== null) {
      const more = this.#button('Older ones', async () => {
        const page = await ask<Page>(`${deadOf(webhookId)}&before=${encodeURIComponent(before)}`);
        list.append(...page.deliveries.map((one) => this.#letter(webhookId, one)));
        this.#offerMore(webhookId, list, end, page.nextBefore);
      });
      end.append(more);
    }
  }

  #letter(webhookId: string, { id, event, userId, notificationId, occurredAt, attempts, reason, log }: Delivery): HTMLElement {
    const item = document.createElement('li');
    item.dataset.testid = 'dead-letter';
    const title = text('p', 'title');
    title.textContent = `${event}${notificationId === undefined ? '' : ` of notification ${notificationId}`}${userId === undefined ? '' : ` for ${userId}`}`;
    const detail = text('p', 'detail');
    detail.textContent = `${time(occurredAt)}, ${plural(attempts, 'attempt')}, ${reason ?? 'no reason known'}`;
    const again = this.#button('Send again', async () => {
      await ask(`webhooks/${encodeURIComponent(webhookId)}/replay`, { delivery: id });
      // The keyboard would begin at the top of the page again.
      ((item.nextElementSibling ?? item.previousElementSibling)?.querySelector('button') ?? this.look).focus();
      item.remove();
      this.said.textContent = `${id} is queued again.`;
    });
    again.setAttribute('aria-label', `Send ${id} again`);
    again.dataset.testid = 'replay';
    item.append(title, detail, again);
    if (log.length) {
      const more = document.createElement('details');
      const summary = document.createElement('summary');
      summary.textContent = plural(log.length, 'attempt');
      more.append(summary, attemptsTable(log, id));
      item.append(more);
    }
    return item;
  }

  async #replayAll(webhookId: string): Promise<void> {
    let sum = 0;
    for (let complete = false; !complete; ) {
      const answer = await ask<{ replayed: number; complete: boolean }>(`webhooks/${encodeURIComponent(webhookId)}/replay`, {
        since: EVER,
        state: 'dead',
      });
      sum += answer.replayed;
      complete = answer.complete || !answer.replayed;
    }
    await this.#look();
    this.said.textContent = `${count(sum)} ${sum === 1 ? 'is' : 'are'} queued again.`;
  }

  /** It does one thing at a time. */
  #button(label: string, work: () => Promise<void>): HTMLButtonElement {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = label;
    button.addEventListener('click', () => {
      button.disabled = true;
      void this.#try(work).finally(() => (button.disabled = false));
    });
    return button;
  }
}

function deadOf(id: string): string {
  return `webhooks/${encodeURIComponent(id)}/deliveries?state=dead&limit=${PAGE}`;
}

export function stateOf({ enabled, disabledBy, waiting, failures }: Webhook): string {
  const state = enabled ? (failures ? `failing, ${plural(failures, 'failure')} since the last success` : 'enabled') : `disabled by ${disabledBy ?? 'somebody'}`;
  return `${state}; ${count(waiting)} waiting`;
}
