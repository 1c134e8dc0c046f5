import { html, nothing, type TemplateResult } from 'lit';
import type { Notification } from '@carillon/client';
import { archiveIcon, checkIcon, dotIcon } from './icons.js';
import { fullTime, relativeTime } from './relative-time.js';
import { isolate, type Texts } from './texts.js';

export interface ItemContext {
  texts: Texts;
  locale: string;
  now: number;
  position: number;
  /** -1 while the end of the list is not known. */
  setSize: number;
  /** The one notification that Tab reaches; the arrow keys go to the others. */
  current: boolean;
  link(notification: Notification): string | undefined;
  /** An image's address, or an element of the page's own. */
  icon(notification: Notification): string | Element | undefined;
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
      part="item"
      tabindex=${context.current ? 0 : -1}
      aria-labelledby="title-${id}"
      aria-describedby="message-${id}"
      aria-posinset=${context.position}
      aria-setsize=${context.setSize}
      data-testid="notification"
      data-id=${id}
      data-read=${String(isRead)}
      @click=${(event: MouseEvent) => onClick(event, notification, context)}
      @keydown=${(event: KeyboardEvent) => onEnter(event)}
    >
      ${icon(notification, context)}
      <h3 id="title-${id}" dir="auto">
        ${isRead ? nothing : html`<bdi class="hidden-text">${texts.unread}: </bdi>`}${title}
      </h3>
      <p id="message-${id}" dir="auto">${message}</p>
      <div class="meta">
        <time datetime=${createdAt} title=${fullTime(createdAt, locale)}
          >${relativeTime(createdAt, context.now, locale)}</time
        >
        <span class="kind" dir="auto">${texts.typeName(type)}</span>
        ${actionLink(notification, context)}
      </div>
      ${tools(notification, context)}
    </article>
  `;
}

function tools(notification: Notification, context: ItemContext): TemplateResult {
  const { title, isRead } = notification;
  const { texts } = context;
  const mark = (isRead ? texts.markUnread : texts.markRead)(isolate(title));
  const tabindex = context.current ? 0 : -1;
  return html`
    <div class="tools">
      <button
        type="button"
        tabindex=${tabindex}
        data-testid=${isRead ? 'mark-unread' : 'mark-read'}
        aria-label=${mark}
        @click=${() => context.onRead(notification, !isRead)}
      >
        ${isRead ? dotIcon : checkIcon}
      </button>
      <button
        type="button"
        tabindex=${tabindex}
        data-testid="archive"
        aria-label=${texts.archive(isolate(title))}
        @click=${() => context.onArchive(notification)}
      >
        ${archiveIcon}
      </button>
    </div>
  `;
}

function icon(notification: Notification, context: ItemContext): TemplateResult | typeof nothing {
  const given = context.icon(notification);
  return given
    ? html`<div class="icon" part="icon" aria-hidden="true">
        ${typeof given === 'string' ? html`<img src=${given} alt="" loading="lazy" />` : given}
      </div>`
    : nothing;
}

/** A click on the row is one on its link; without a link the notification has been read. */
function onClick(event: MouseEvent, notification: Notification, context: ItemContext): void {
  const target = event.target as Element;
  if (!target.closest('a, button') && !getSelection()?.toString() && !notification.isRead) {
    context.onRead(notification, true);
  }
}

function onEnter(event: KeyboardEvent): void {
  const article = event.currentTarget as HTMLElement;
  if (event.key === 'Enter' && event.target === article) {
    (article.querySelector<HTMLElement>('.action') ?? article).click();
  }
}

export function actionLink(
  notification: Notification,
  { link, onFollow, texts, current = true }: Pick<ItemContext, 'link' | 'onFollow' | 'texts'> & { current?: boolean },
): TemplateResult | typeof nothing {
  const href = link(notification);
  if (!href) {
    return nothing;
  }
  return html`<a
    class="action"
    part="action"
    data-testid="action"
    tabindex=${current ? 0 : -1}
    href=${href}
    rel="noopener noreferrer"
    @click=${(event: MouseEvent) => onFollow(event, notification)}
    >${texts.open}<bdi class="hidden-text">: ${notification.title}</bdi></a
  >`;
}
