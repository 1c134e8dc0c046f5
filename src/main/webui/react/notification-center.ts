import { createElement, useCallback, useEffect, useRef, type CSSProperties, type ReactElement } from 'react';
import type { ConnectionState, Notification, SignIn } from '@carillon/client';
import type { Texts } from '@carillon/notification-center';

export interface NotificationCenterProps extends SignIn {
  url?: string;
  types?: string;
  scope?: string;
  locale?: string;
  theme?: 'light' | 'dark';
  align?: 'start';
  toasts?: 'off';
  linkOrigins?: string;
  pageSize?: number;
  inline?: boolean;
  /** Words of `title`, `favicon` and `app`. */
  badge?: string;
  /** The notifications that the badge counts; `unread` by default. */
  count?: 'unread' | 'unseen';
  /** A button for the user's preferences. */
  preferences?: boolean;
  /** A button for notifications while the page is closed. */
  push?: boolean;
  /** The address of the worker that shows them. */
  pushWorker?: string;
  sound?: string;
  signInUrl?: string;
  texts?: Partial<Texts>;
  icon?(notification: Notification): string | Element | undefined;
  className?: string;
  style?: CSSProperties;
  onNotification?(notification: Notification): void;
  /** Its sender has taken a notification back. */
  onRecall?(id: number): void;
  /** Its sender has given a notification another text. */
  onUpdate?(notification: Notification): void;
  onUnread?(count: number): void;
  onUnseen?(count: number): void;
  onState?(state: ConnectionState): void;
  /** Return false to navigate by yourself, with a router for instance. */
  onAction?(notification: Notification): boolean | void;
}

/** `<notification-center>` for React 18 and later. */
export function NotificationCenter(props: NotificationCenterProps): ReactElement {
  const { onNotification, onRecall, onUpdate, onUnread, onUnseen, onState, onAction, ...settings } = props;
  const { linkOrigins, pageSize, inline, preferences, push, pushWorker, className, ...others } = settings;
  const { token, ticket, headers, signInUrl, texts, icon, ...rest } = others;
  const element = useRef<HTMLElement>(null);
  const signIn = useRef<SignIn>(props);
  useEffect(() => {
    signIn.current = props;
  });
  const [hasToken, hasTicket, hasHeaders] = [!!token, !!ticket, !!headers];
  // While the element comes into the page, because it connects at once; and always the same functions, because others
  // are another connection.
  const attach = useCallback(
    (found: HTMLElement | null) => {
      element.current = found;
      if (found) {
        Object.assign(found, {
          token: hasToken ? (rejected: boolean) => signIn.current.token?.(rejected) : undefined,
          ticket: hasTicket ? (rejected: boolean) => signIn.current.ticket?.(rejected) : undefined,
          headers: hasHeaders ? () => signIn.current.headers?.() ?? {} : undefined,
        });
      }
    },
    [hasToken, hasTicket, hasHeaders],
  );
  useEffect(() => {
    // Here and not above, because on a server there are no custom elements to define.
    void import('@carillon/notification-center');
  }, []);
  useEffect(() => {
    Object.assign(element.current!, { texts, icon });
  }, [texts, icon]);
  useEffect(() => {
    const listening = new AbortController();
    const on = <T>(name: string, call: ((detail: T, event: Event) => void) | undefined): void =>
      element.current?.addEventListener(name, (event) => call?.((event as CustomEvent<T>).detail, event), {
        signal: listening.signal,
      });
    on<Notification>('carillon-notification', onNotification);
    on<number>('carillon-recall', onRecall);
    on<Notification>('carillon-update', onUpdate);
    on<number>('carillon-unread', onUnread);
    on<number>('carillon-unseen', onUnseen);
    on<ConnectionState>('carillon-state', onState);
    on<Notification>('carillon-action', (detail, event) => {
      if (onAction?.(detail) === false) {
        event.preventDefault();
      }
    });
    return () => listening.abort();
  }, [onNotification, onRecall, onUpdate, onUnread, onUnseen, onState, onAction]);
  return createElement('notification-center', {
    ...rest,
    ref: attach,
    class: className,
    'link-origins': linkOrigins,
    'page-size': pageSize,
    'sign-in-url': signInUrl,
    // React 18 writes attributes of custom elements as they are: a boolean one must be there or not.
    inline: inline ? '' : undefined,
    preferences: preferences ? '' : undefined,
    push: push ? '' : undefined,
    'push-worker': pushWorker,
  });
}
