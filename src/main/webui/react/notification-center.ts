import { createElement, useEffect, useRef, type CSSProperties, type ReactElement } from 'react';
import type { ConnectionState, Notification } from '@carillon/client';

export interface NotificationCenterProps {
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
  className?: string;
  style?: CSSProperties;
  onNotification?(notification: Notification): void;
  onUnread?(count: number): void;
  onState?(state: ConnectionState): void;
  /** Return false to navigate by yourself, with a router for instance. */
  onAction?(notification: Notification): boolean | void;
}

/** `<notification-center>` for React 18 and later. */
export function NotificationCenter(props: NotificationCenterProps): ReactElement {
  const { onNotification, onUnread, onState, onAction, linkOrigins, pageSize, inline, className, ...rest } = props;
  const element = useRef<HTMLElement>(null);
  useEffect(() => {
    // Here and not above, because on a server there are no custom elements to define.
    void import('@carillon/notification-center');
  }, []);
  useEffect(() => {
    const listening = new AbortController();
    const on = <T>(name: string, call: ((detail: T, event: Event) => void) | undefined): void =>
      element.current?.addEventListener(name, (event) => call?.((event as CustomEvent<T>).detail, event), {
        signal: listening.signal,
      });
    on<Notification>('carillon-notification', onNotification);
    on<number>('carillon-unread', onUnread);
    on<ConnectionState>('carillon-state', onState);
    on<Notification>('carillon-action', (detail, event) => {
      if (onAction?.(detail) === false) {
        event.preventDefault();
      }
    });
    return () => listening.abort();
  }, [onNotification, onUnread, onState, onAction]);
  return createElement('notification-center', {
    ...rest,
    ref: element,
    class: className,
    'link-origins': linkOrigins,
    'page-size': pageSize,
    // React 18 writes attributes of custom elements as they are: a boolean one must be there or not.
    inline: inline ? '' : undefined,
  });
}
