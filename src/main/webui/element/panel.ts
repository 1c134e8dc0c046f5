import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ConnectionState } from '@carillon/client';
import type { Filter, InboxState } from '@carillon/client/inbox';
import { bellIcon } from './icons.js';
import { item, type ItemContext } from './item.js';

export interface PanelContext extends Omit<ItemContext, 'position' | 'setSize'> {
  inbox: InboxState;
  inline: boolean;
  /** The shown state of the connection. It lags a little, so that short gaps do not flicker. */
  connection: ConnectionState;
  onFilter(filter: Filter): void;
  onMarkAllRead(): void;
  onMore(): void;
  onRetry(): void;
  onKey(event: KeyboardEvent): void;
}

export function panel(context: PanelContext): TemplateResult {
  const { texts, inbox } = context;
  return html`
    <div
      id="panel"
      class="panel ${context.inline ? '' : 'floating'}"
      role=${context.inline ? 'region' : 'dialog'}
      aria-labelledby="heading"
      tabindex="-1"
      data-testid="panel"
    >
      <div class="header">
        <h2 id="heading">${texts.notifications}</h2>
        ${context.inline && inbox.unread ? html`<span class="count" data-testid="count">${inbox.unread}</span>` : nothing}
        <span
          class="connection"
          data-testid="connection"
          data-state=${context.connection}
          title=${texts.connectionHelp[context.connection]}
          >${texts.connection[context.connection]}</span
        >
        <button
          type="button"
          class="all-read"
          data-testid="mark-all-read"
          ?disabled=${!inbox.unread}
          @click=${() => context.onMarkAllRead()}
        >
          ${texts.markAllRead}
        </button>
      </div>
      ${toolbar(context)} ${trouble(context)}
      <div class="scroll">${list(context)}</div>
    </div>
  `;
}

function toolbar({ texts, inbox, onFilter }: PanelContext): TemplateResult {
  const { filter, types } = inbox;
  const choice = (label: string, unread: boolean): TemplateResult => html`
    <button
      type="button"
      data-testid=${unread ? 'filter-unread' : 'filter-all'}
      aria-pressed=${String(!!filter.unread === unread)}
      @click=${() => onFilter({ ...filter, unread })}
    >
      ${label}
    </button>
  `;
  const onType = (event: Event): void => {
    const { type: _, ...rest } = filter;
    const type = (event.target as HTMLSelectElement).value;
    onFilter(type ? { ...rest, type } : rest);
  };
  return html`
    <div class="toolbar">
      <div class="choice" role="group" aria-label=${texts.show}>${choice(texts.all, false)}${choice(texts.unread, true)}</div>
      <select data-testid="filter-type" aria-label=${texts.type} @change=${onType}>
        <option value="" ?selected=${!filter.type}>${texts.allTypes}</option>
        ${types.map((type) => html`<option value=${type} ?selected=${filter.type === type}>${type}</option>`)}
      </select>
    </div>
  `;
}

function trouble({ texts, inbox, connection, onRetry }: PanelContext): TemplateResult | typeof nothing {
  const text =
    connection === 'offline' || connection === 'signed-out'
      ? texts.connectionHelp[connection]
      : inbox.error && inbox.loaded
        ? texts[inbox.error === 'load' ? 'loadFailed' : 'changeFailed']
        : undefined;
  return text
    ? html`<div class="bar" role="alert" data-testid="trouble">
        <span>${text}</span><button type="button" data-testid="retry" @click=${() => onRetry()}>${texts.tryAgain}</button>
      </div>`
    : nothing;
}

function list(context: PanelContext): TemplateResult {
  const { texts, inbox } = context;
  const { notifications, hasMore } = inbox;
  if (!notifications.length) {
    return notice(context);
  }
  return html`
    <div
      role="feed"
      aria-label=${texts.notifications}
      aria-busy=${String(inbox.loading)}
      data-testid="feed"
      @keydown=${(event: KeyboardEvent) => context.onKey(event)}
    >
      ${repeat(
        notifications,
        ({ id }) => id,
        (notification, index) =>
          item(notification, { ...context, position: index + 1, setSize: hasMore ? -1 : notifications.length }),
      )}
    </div>
    ${hasMore
      ? html`<button
          type="button"
          class="more"
          data-testid="load-more"
          ?disabled=${inbox.loading}
          @click=${() => context.onMore()}
        >
          ${inbox.loading ? texts.loading : texts.loadMore}
        </button>`
      : nothing}
  `;
}

function notice({ texts, inbox, onRetry }: PanelContext): TemplateResult {
  if (!inbox.loaded && inbox.error) {
    return html`<div class="notice" role="alert" data-testid="error">
      <strong>${texts.loadFailed}</strong>
      <button type="button" data-testid="retry-load" @click=${() => onRetry()}>${texts.tryAgain}</button>
    </div>`;
  }
  if (!inbox.loaded) {
    return html`<div class="notice" data-testid="loading">${texts.loading}</div>`;
  }
  const filtered = inbox.filter.unread || inbox.filter.type;
  return html`<div class="notice" data-testid="empty">
    ${bellIcon}<strong>${filtered ? texts.emptyFilter : texts.empty}</strong>
    ${filtered ? nothing : html`<span>${texts.emptyHelp}</span>`}
  </div>`;
}
