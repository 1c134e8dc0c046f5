import { html, nothing, type TemplateResult } from 'lit';
import type { Notification } from '@carillon/client';
import { archiveIcon, checkIcon, dotIcon } from './icons.js';
import { fullTime, relativeTime } from './relative-time.js';
import type { Texts } from './texts.js';

export interface ItemContext {
  texts: Texts;
  locale: string;
  now: number;
  position: number;
  /** -1 while the end of the list is not known. */
  setSize: number;
  link(notification: Notification): string | undefined;
  onFollow(event: MouseEvent, notification: Notification): void;
  onRead(notification: Notification, isRead: boolean): void;
  onArchive(notification: Notification): void;
}

/** One notification of the list. Its texts are only ever text: Lit makes text nodes of them. */
export function item(notification: Notification, context: ItemContext): TemplateResult {
  const { id, title, message, isRead, createdAt, type } = notification;
  const { texts, locale } = context;
  return html`
    <article
      class=${isRead ? 'read' : 'unread'}
      tabindex="0"
      aria-labelledby="title-${id}"
      aria-describedby="message-${id}"
      aria-posinset=${context.position}
      aria-setsize=${context.setSize}
      data-testid="notification"
      data-id=${id}
      data-read=${String(isRead)}
    >
      <h3 id="title-${id}">${isRead ? nothing : html`<span class="hidden-text">${texts.unread}: </span>`}${title}</h3>
      <p id="message-${id}">${message}</p>
      <div class="meta">
        <time datetime=${createdAt} title=${fullTime(createdAt, locale)}
          >${relativeTime(createdAt, context.now, locale)}</time
        >
        <span class="kind">${type}</span>
        ${actionLink(notification, context)}
      </div>
      <div class="tools">
        <button
          type="button"
          data-testid=${isRead ? 'mark-unread' : 'mark-read'}
          title=${isRead ? texts.markUnread(title) : texts.markRead(title)}
          aria-label=${isRead ? texts.markUnread(title) : texts.markRead(title)}
          @click=${() => context.onRead(notification, !isRead)}
        >
          ${isRead ? dotIcon : checkIcon}
        </button>
        <button
          type="button"
          data-testid="archive"
          title=${texts.archive(title)}
          aria-label=${texts.archive(title)}
          @click=${() => context.onArchive(notification)}
        >
          ${archiveIcon}
        </button>
      </div>
    </article>
  `;
}

export function actionLink(
  notification: Notification,
  { link, onFollow, texts }: Pick<ItemContext, 'link' | 'onFollow' | 'texts'>,
): TemplateResult | typeof nothing {
  const href = link(notification);
  if (!href) {
    return nothing;
  }
  return html`<a
    class="action"
    data-testid="action"
    href=${href}
    rel="noopener noreferrer"
    @click=${(event: MouseEvent) => onFollow(event, notification)}
    >${texts.open}<span class="hidden-text">: ${notification.title}</span></a
  >`;
}
