import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type { SignIn } from '@carillon/client';
import { EMPTY_INBOX, Inbox, type InboxOptions, type InboxState } from '@carillon/client/inbox';

/** Options that may change freely. */
type Callbacks = Pick<
  InboxOptions,
  'onNotification' | 'onRecall' | 'onUpdate' | 'onState' | 'onSession' | keyof SignIn
>;
/** Options that, when they change, need another connection. */
type Settings = Omit<InboxOptions, keyof Callbacks | 'onEmptied' | 'timing'>;

export type UseNotificationsOptions = Settings & Callbacks;

export interface UseNotifications extends InboxState {
  markRead(id: number, isRead?: boolean): Promise<void>;
  markAllRead(): Promise<void>;
  /** Everything up to the id, or that has arrived, has been on the screen. It stays unread. */
  markSeen(through?: number): Promise<void>;
  archive(id: number): Promise<void>;
  remove(id: number): Promise<void>;
  show(filter: InboxState['filter']): Promise<void>;
  loadMore(): Promise<void>;
  reload(): Promise<void>;
  reconnect(): void;
}

/** The user's inbox, live. Several uses in one browser share one connection. */
export function useNotifications(options: UseNotificationsOptions = {}): UseNotifications {
  const callbacks = useRef<Callbacks>(options);
  useEffect(() => {
    callbacks.current = options;
  });
  const inbox = useInbox(options, callbacks);
  const state = useSyncExternalStore(
    useCallback((listener: () => void) => inbox?.subscribe(listener) ?? (() => undefined), [inbox]),
    () => inbox?.state ?? EMPTY_INBOX,
    () => EMPTY_INBOX,
  );
  return useMemo(() => ({ ...state, ...actions(inbox) }), [state, inbox]);
}

/** Opened in an effect, so that rendering on a server and strict mode's double rendering open nothing. */
function useInbox(options: UseNotificationsOptions, callbacks: { current: Callbacks }): Inbox | undefined {
  const [inbox, setInbox] = useState<Inbox>();
  // JSON leaves functions out; which ways to sign in there are is a setting.
  const { token, ticket, headers } = options;
  const key = JSON.stringify([options, !!token, !!ticket, !!headers]);
  useEffect(() => {
    const [settings, hasToken, hasTicket, hasHeaders] = JSON.parse(key) as [Settings, boolean, boolean, boolean];
    const opened = new Inbox({
      ...settings,
      onNotification: (notification) => callbacks.current.onNotification?.(notification),
      onRecall: (recall) => callbacks.current.onRecall?.(recall),
      onUpdate: (update) => callbacks.current.onUpdate?.(update),
      onState: (state) => callbacks.current.onState?.(state),
      onSession: (event) => callbacks.current.onSession?.(event),
      ...(hasToken && { token: (rejected) => callbacks.current.token?.(rejected) }),
      ...(hasTicket && { ticket: (rejected) => callbacks.current.ticket?.(rejected) }),
      ...(hasHeaders && { headers: () => callbacks.current.headers?.() ?? {} }),
    });
    setInbox(opened);
    return () => opened.close();
  }, [key, callbacks]);
  return inbox;
}

function actions(inbox: Inbox | undefined): Omit<UseNotifications, keyof InboxState> {
  const nothing = Promise.resolve();
  return {
    markRead: (id, isRead) => inbox?.markRead(id, isRead) ?? nothing,
    markAllRead: () => inbox?.markAllRead() ?? nothing,
    markSeen: (through) => inbox?.markSeen(through) ?? nothing,
    archive: (id) => inbox?.archive(id) ?? nothing,
    remove: (id) => inbox?.remove(id) ?? nothing,
    show: (filter) => inbox?.show(filter) ?? nothing,
    loadMore: () => inbox?.loadMore() ?? nothing,
    reload: () => inbox?.reload() ?? nothing,
    reconnect: () => inbox?.client.reconnect(),
  };
}
