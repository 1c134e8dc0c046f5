import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Notification, SignIn } from '@carillon/client';
import type { Inbox } from '@carillon/client/inbox';
import { Alerts } from './alerts.js';
import { bellButton } from './bell.js';
import { InboxController } from './inbox-controller.js';
import { items, toasts } from './item-styles.js';
import { PageBadge } from './page-badge.js';
import { moveAmongArticles, neighbourOf } from './keys.js';
import { safeLink } from './links.js';
import { Sight } from './sight.js';
import { panel, type ListContext } from './panel.js';
import { panelStyles } from './panel-styles.js';
import { Pushes } from './pushes.js';
import { bell, tokens } from './styles.js';
import { textsFor, usableLocale, type Texts } from './texts.js';
import { Wants } from './wants.js';

/** The properties that, when they change, need another connection. */
const CONNECTION = ['url', 'types', 'scope', 'pageSize', 'token', 'ticket', 'headers'];
/** Interval between updates of relative times. */
const CLOCK_MILLIS = 30_000;
/** Between the list and the edge of the window, in pixels. */
const EDGE = 8;

/**
 * A bell with the exact unread count, and the inbox behind it.
 *
 * @fires carillon-notification - a new one has come; `detail` is the notification. `preventDefault()` for neither toast nor sound
 * @fires carillon-action - its link is followed; `preventDefault()` lets the page navigate by itself
 * @fires carillon-unread - `detail` is the number of unread notifications
 * @fires carillon-unseen - `detail` is the number of unseen notifications
 * @fires carillon-state - `detail` is the state of the connection
 */
export class NotificationCenter extends LitElement {
  static override styles = [tokens, bell, panelStyles, items, toasts];
  static override properties = {
    url: {},
    types: {},
    scope: {},
    locale: {},
    theme: { reflect: true },
    align: { reflect: true },
    toasts: {},
    linkOrigins: { attribute: 'link-origins' },
    pageSize: { attribute: 'page-size', type: Number },
    inline: { type: Boolean, reflect: true },
    open: { type: Boolean, reflect: true },
    badge: {},
    count: {},
    preferences: { type: Boolean },
    push: { type: Boolean },
    pushWorker: { attribute: 'push-worker' },
    sound: {},
    signInUrl: { attribute: 'sign-in-url' },
    texts: { attribute: false },
    icon: { attribute: false },
    token: { attribute: false },
    ticket: { attribute: false },
    headers: { attribute: false },
  };

  declare url: string;
  /** Comma list, `*` as wildcard at the end of a type. */
  declare types: string;
  /** Tabs with the same value share a connection, if they have the same user; by default the session decides. */
  declare scope: string | undefined;
  /** Language of texts and times; by default that of the nearest `lang` attribute. */
  declare locale: string | undefined;
  declare theme: 'light' | 'dark' | undefined;
  declare align: 'start' | undefined;
  /** `off` for none. */
  declare toasts: 'off' | undefined;
  /** Space-separated origins, besides the page's own, that action links may lead to; `*` for all. */
  declare linkOrigins: string;
  declare pageSize: number;
  /** The list without bell, as a part of the page. */
  declare inline: boolean;
  declare open: boolean;
  /** Where else the count is shown: words of `title`, `favicon` and `app`. */
  declare badge: string;
  /** The notifications that the badge counts. */
  declare count: 'unread' | 'unseen';
  /** Whether the list has a button for the user's preferences. They are obeyed without it, too. */
  declare preferences: boolean;
  /** Whether the list has a button for notifications while the page is closed. */
  declare push: boolean;
  /** The address of the worker that shows them, if it is not that of the pods. */
  declare pushWorker: string | undefined;
  /** The address of a sound for new notifications. */
  declare sound: string | undefined;
  /** Where the page signs in, for a link when nobody is. */
  declare signInUrl: string | undefined;
  /** Texts of this element that are not those of its language. */
  declare texts: Partial<Texts> | undefined;
  /** The picture of a notification: an image's address, or an element. */
  declare icon: ((notification: Notification) => string | Element | undefined) | undefined;
  /** How the page signs in, if not by the browser's cookie. To be set before the element is in the page. */
  declare token: SignIn['token'];
  declare ticket: SignIn['ticket'];
  declare headers: SignIn['headers'];

  #clock: ReturnType<typeof setInterval> | undefined;
  #currentId: number | undefined;
  readonly #pageBadge = new PageBadge();
  #badged = 0;
  readonly #controller = new InboxController(
    this,
    (notification) => this.#onNotification(notification),
    (id) => this.#onRecall(id),
    (notification) => this.#onUpdate(notification),
    () => this.#onEmptied(),
  );
  readonly #wants = new Wants(this);
  readonly #pushes = new Pushes(this, () => this.inbox?.state.connection === 'live');
  readonly #more = new IntersectionObserver((entries) => {
    if (entries.some(({ isIntersecting }) => isIntersecting) && !this.inbox?.state.error) {
      void this.inbox?.loadMore();
    }
  });
  readonly #sight = new Sight(this, () => this.#see());
  readonly #alerts = new Alerts(
    this,
    this.#wants,
    this.#sight,
    () => this.#language().texts,
    (id) => void this.inbox?.markSeen(id),
  );
  readonly #onOutside = (event: Event): void => {
    this.open &&= event.composedPath().includes(this);
  };

  /** Wherever the page has put the bell, the whole list is in the window. */
  readonly #keepInSight = (): void => {
    const panel = this.inline ? undefined : this.#find('#panel');
    if (panel) {
      panel.style.translate = '';
      const { left, right } = panel.getBoundingClientRect();
      const shift = Math.max(EDGE - left, Math.min(0, document.documentElement.clientWidth - EDGE - right));
      panel.style.translate = shift ? `${shift}px` : '';
    }
  };

  constructor() {
    super();
    this.url = '/api/notifications';
    this.types = '';
    this.linkOrigins = '';
    this.badge = '';
    this.count = 'unread';
    this.pageSize = 20;
    this.inline = false;
    this.open = false;
    this.preferences = false;
    this.push = false;
  }

  /** The inbox behind the element, for what has no button. */
  get inbox(): Inbox | undefined {
    return this.#controller.inbox;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.dataset.testid ??= 'notification-center';
    document.addEventListener('pointerdown', this.#onOutside);
    window.addEventListener('resize', this.#keepInSight);
    this.#clock = setInterval(() => this.requestUpdate(), CLOCK_MILLIS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('pointerdown', this.#onOutside);
    window.removeEventListener('resize', this.#keepInSight);
    clearInterval(this.#clock);
    this.#more.disconnect();
    this.#pageBadge.clear();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (CONNECTION.some((name) => changed.has(name))) {
      const types = this.types.split(',').map((type) => type.trim());
      const { url, scope, pageSize, token, ticket, headers } = this;
      this.#controller.connect({
        url,
        pageSize,
        types: types.filter(Boolean),
        ...(scope !== undefined && { scope }),
        ...(token && { token }),
        ...(ticket && { ticket }),
        ...(headers && { headers }),
      });
    }
    if (this.inbox) {
      this.#wants.follow(this.inbox);
      this.#followPush(this.inbox);
    }
    this.#alerts.follow(this.inbox?.state);
  }

  #followPush(inbox: Inbox): void {
    const { url, pushWorker: worker, token, headers } = this;
    if (inbox.state.connection === 'signed-out') {
      this.#pushes.forget();
    } else if (this.push && inbox.state.connection === 'live') {
      void this.#pushes.follow(inbox, { url, worker, ...(token && { token }), ...(headers && { headers }) });
    }
  }

  /** The list shows what has come: it has been seen, if the user can see the list. */
  #see(): void {
    const isShown = this.inline ? this.#sight.isHostVisible : this.open && this.#sight.isPageVisible;
    const state = this.inbox?.state;
    if (isShown && state?.loaded && state.unseen) {
      void this.inbox?.markSeen();
    }
  }

  get #counted(): number {
    return this.count === 'unseen' ? this.#controller.unseen : this.#controller.unread;
  }

  protected override updated(changed: PropertyValues): void {
    this.#keepInSight();
    this.#see();
    const counted = this.#counted;
    if (changed.has('badge') || counted !== this.#badged) {
      this.#badged = counted;
      this.#pageBadge.show(this.badge, counted);
    }
    if (changed.has('open') && this.open && !this.inline) {
      this.#find('#panel')?.focus();
    }
    // An observer reports only changes, and a short page leaves the button in sight: observe it again.
    this.#more.disconnect();
    const more = this.#find('.more:not(:disabled)');
    if (more) {
      this.#more.observe(more);
    }
  }

  protected override render(): TemplateResult {
    return html`
      ${this.inline ? nothing : this.#bell()} ${this.open || this.inline ? this.#panel() : nothing}
      ${this.#alerts.render(this.#itemContext())}
    `;
  }

  #bell(): TemplateResult {
    return bellButton({
      ...this.#language(),
      counted: this.#counted,
      count: this.count,
      isRinging: this.#alerts.isRinging,
      isOpen: this.open,
      onToggle: () => (this.open = !this.open),
      onSilent: () => this.#alerts.ring(false),
    });
  }

  #panel(): TemplateResult | typeof nothing {
    const { inbox, connection } = this.#controller;
    if (!inbox) {
      return nothing;
    }
    const content = panel({
      ...this.#itemContext(),
      inbox: inbox.state,
      inline: this.inline,
      counted: this.#counted,
      connection,
      currentId: this.#currentId,
      signInUrl: safeLink(this.signInUrl, ['*'], document.baseURI),
      settings:
        this.preferences && this.#wants.isOpen
          ? this.#wants.settings(this.#language().texts, inbox.state.types)
          : undefined,
      onSettings: this.preferences ? () => this.#wants.toggle() : undefined,
      push: this.push ? this.#pushes.button(this.#language().texts) : nothing,
      onFilter: (filter) => void inbox.show(filter),
      onMarkAllRead: () => void inbox.markAllRead(),
      onMore: () => void inbox.loadMore(),
      onRetry: () => this.#retry(inbox),
      onKey: moveAmongArticles,
      onClose: () => this.#closeByKey(),
      onFocus: (id) => this.#toCurrent(id),
    });
    return html`<div
      class="frame"
      @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && this.#closeByKey()}
      @focusout=${(event: FocusEvent) => this.#onFocusOut(event)}
    >
      ${content}
    </div>`;
  }

  #itemContext(): ListContext {
    const origins = this.linkOrigins.split(/\s+/).filter(Boolean);
    return {
      ...this.#language(),
      now: Date.now(),
      link: ({ actionUrl }) => safeLink(actionUrl, origins, document.baseURI),
      icon: (notification) => this.icon?.(notification),
      onFollow: (event, notification) => this.#onFollow(event, notification),
      onRead: ({ id }, isRead) => void this.inbox?.markRead(id, isRead),
      onArchive: ({ id }) => this.#onArchive(id),
    };
  }

  #language(): Pick<ListContext, 'locale' | 'texts'> {
    const locale = usableLocale(this.locale || this.closest<HTMLElement>('[lang]')?.lang);
    return { locale, texts: textsFor(locale, this.texts) };
  }

  #onNotification(notification: Notification): void {
    const isWelcome = this.dispatchEvent(
      new CustomEvent('carillon-notification', {
        detail: notification,
        bubbles: true,
        composed: true,
        cancelable: true,
      }),
    );
    this.#alerts.add(notification, isWelcome);
  }

  #onRecall(id: number): void {
    this.#alerts.remove(id);
    this.dispatchEvent(new CustomEvent('carillon-recall', { detail: id, bubbles: true, composed: true }));
  }

  #onUpdate(notification: Notification): void {
    this.#alerts.replace(notification);
    this.dispatchEvent(new CustomEvent('carillon-update', { detail: notification, bubbles: true, composed: true }));
  }

  #onEmptied(): void {
    this.#alerts.forget();
    this.#pushes.forget();
    this.requestUpdate();
  }

  #onFollow(event: MouseEvent, notification: Notification): void {
    const follow = new CustomEvent('carillon-action', {
      detail: notification,
      bubbles: true,
      composed: true,
      cancelable: true,
    });
    if (!this.dispatchEvent(follow)) {
      event.preventDefault();
    }
    void this.inbox?.markRead(notification.id);
  }

  #onArchive(id: number): void {
    const next = neighbourOf(this.#find(`article[data-id="${id}"]`)!);
    void this.inbox?.archive(id);
    (next ?? this.#find('#panel'))?.focus();
  }

  #retry(inbox: Inbox): void {
    if (inbox.state.error) {
      void inbox.reload();
    }
    if (inbox.state.connection !== 'live') {
      inbox.client.reconnect();
    }
  }

  #closeByKey(): void {
    if (!this.inline) {
      this.open = false;
      this.#find('.bell')?.focus();
    }
  }

  /** The list covers the page. If Tab leaves it, the user must see where the focus is. */
  #onFocusOut({ relatedTarget }: FocusEvent): void {
    if (relatedTarget && !this.renderRoot.contains(relatedTarget as Node)) {
      this.open = false;
    }
  }

  #toCurrent(id: number): void {
    if (id && id !== this.#currentId) {
      this.#currentId = id;
      this.requestUpdate();
    }
  }

  #find(selector: string): HTMLElement | undefined {
    return this.renderRoot.querySelector<HTMLElement>(selector) ?? undefined;
  }
}
