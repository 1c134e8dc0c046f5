import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ConnectionState, Notification } from '@carillon/client';
import type { Filter, InboxState } from '@carillon/client/inbox';
import { byDay, dayName } from './days.js';
import { bellIcon, closeIcon, settingsIcon } from './icons.js';
import { item, type ItemContext } from './item.js';

export type ListContext = Omit<ItemContext, 'position' | 'setSize' | 'current'>;

export interface PanelContext extends ListContext {
  inbox: InboxState;
  /** The notification that Tab reaches; the first one if it is not in the list. */
  currentId: number | undefined;
  /** Where the page signs in. */
  signInUrl: string | undefined;
  inline: boolean;
  /** The notifications that the badge counts. */
  counted: number;
  /** The shown state of the connection. It lags a little, so that short gaps do not flicker. */
  connection: ConnectionState;
  /** In place of the list; undefined for the list. */
  settings: TemplateResult | undefined;
  /** Undefined where the page wants no settings. */
  onSettings: (() => void) | undefined;
  /** The button for push messages, if there is one. */
  push: TemplateResult | typeof nothing;
  onFilter(filter: Filter): void;
  onMarkAllRead(): void;
  onMore(): void;
  onRetry(): void;
  onClose(): void;
  onFocus(id: number): void;
  onKey(event: KeyboardEvent): void;
}

export function panel(context: PanelContext): TemplateResult {
  const { texts } = context;
  return html`
    <div
      id="panel"
      class="panel ${context.inline ? '' : 'floating'}"
      part="panel"
      role=${context.inline ? 'region' : 'dialog'}
      aria-labelledby="heading"
      tabindex="-1"
      data-testid="panel"
    >
      <div class="header ${context.onSettings ? 'compact' : ''}">
        <h2 id="heading">${texts.notifications}</h2>
        ${context.inline && context.counted ? html`<span class="count" data-testid="count">${context.counted}</span>` : nothing}
        <span
          class="connection"
          data-testid="connection"
          data-state=${context.connection}
          title=${texts.connectionHelp[context.connection]}
          >${texts.connection[context.connection]}</span
        >
        ${context.settings ? nothing : allRead(context)}
        <span class="tools">${tools(context)}</span>
      </div>
      ${context.settings ?? html`${toolbar(context)} ${trouble(context)}
          <div class="scroll" tabindex="-1">${list(context)}</div>`}
    </div>
  `;
}

function allRead({ texts, inbox, onMarkAllRead }: PanelContext): TemplateResult {
  return html`<button
    type="button"
    class="all-read"
    data-testid="mark-all-read"
    ?disabled=${!inbox.unread}
    @click=${() => onMarkAllRead()}
  >
    ${texts.markAllRead}
  </button>`;
}

function tools({ texts, inline, settings, onSettings, onClose }: PanelContext): TemplateResult {
  const button = (name: string, label: string, icon: TemplateResult, onClick: () => void, pressed?: boolean): TemplateResult =>
    html`<button
      type="button"
      class="close"
      data-testid=${name}
      aria-label=${label}
      aria-pressed=${pressed === undefined ? nothing : String(pressed)}
      @click=${() => onClick()}
    >
      ${icon}
    </button>`;
  return html`${onSettings ? button('open-settings', texts.settings, settingsIcon, onSettings, !!settings) : nothing}${inline
    ? nothing
    : button('close', texts.close, closeIcon, onClose)}`;
}

function toolbar({ texts, inbox, push, onFilter }: PanelContext): TemplateResult {
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
      <span class="tools">${push}</span>
      <select data-testid="filter-type" aria-label=${texts.type} @change=${onType}>
        <option value="" ?selected=${!filter.type}>${texts.allTypes}</option>
        ${types.map((type) => html`<option value=${type} ?selected=${filter.type === type}>${texts.typeName(type)}</option>`)}
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
  const isListed = notifications.some(({ id }) => id === context.currentId);
  const current = isListed ? context.currentId : notifications[0]!.id;
  const positions = new Map(notifications.map(({ id }, index) => [id, index + 1]));
  return html`
    <div
      role="feed"
      aria-label=${texts.notifications}
      aria-busy=${String(inbox.loading)}
      data-testid="feed"
      @keydown=${(event: KeyboardEvent) => context.onKey(event)}
      @focusin=${(event: Event) => context.onFocus(idOf(event.target as Element))}
    >
      ${repeat(
        rows(context),
        ([key]) => key,
        ([, row]) =>
          typeof row === 'string'
            ? // Each article says its time; between the articles of a feed there is nothing else to read.
              html`<div class="day" part="day" aria-hidden="true" data-testid="day">${row}</div>`
            : item(row, {
                ...context,
                current: row.id === current,
                position: positions.get(row.id)!,
                setSize: hasMore ? -1 : notifications.length,
              }),
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

/** Notifications and the names of their days, each with a key. */
function rows({ inbox, now, locale }: PanelContext): [key: string, row: string | Notification][] {
  return byDay(inbox.notifications).flatMap(({ start, notifications }) => [
    [`day ${start}`, dayName(start, now, locale)],
    ...notifications.map((one): [string, Notification] => [String(one.id), one]),
  ]);
}

function idOf(target: Element): number {
  return Number(target.closest<HTMLElement>('article')?.dataset.id);
}

function notice({ texts, inbox, signInUrl, onRetry }: PanelContext): TemplateResult {
  if (inbox.connection === 'signed-out') {
    return html`<div class="notice" data-testid="signed-out">
      ${bellIcon}<strong>${texts.connection['signed-out']}</strong>
      ${signInUrl ? html`<a class="sign-in" data-testid="sign-in" href=${signInUrl}>${texts.signIn}</a>` : nothing}
    </div>`;
  }
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
