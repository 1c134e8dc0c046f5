import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { EMPTY_INBOX, Inbox, type InboxOptions, type InboxState } from '@carillon/client/inbox';

/** Options that, when they change, need another connection. Callbacks may change freely. */
type Settings = Omit<InboxOptions, 'onNotification' | 'onState' | 'onSession' | 'timing'>;
type Callbacks = Pick<InboxOptions, 'onNotification' | 'onState' | 'onSession'>;

export type UseNotificationsOptions = Settings & Callbacks;

export interface UseNotifications extends InboxState {
  markRead(id: number, isRead?: boolean): Promise<void>;
  markAllRead(): Promise<void>;
  archive(id: number): Promise<void>;
  remove(id: number): Promise<void>;
  show(filter: InboxState['filter']): Promise<void>;
  loadMore(): Promise<void>;
  reload(): Promise<void>;
  reconnect(): void;
}

/** The user's inbox, live. Several uses in one browser share one connection. */
export function useNotifications(options: UseNotificationsOptions = {}): UseNotifications {
  const { onNotification, onState, onSession, ...settings } = options;
  const callbacks = useRef<Callbacks>({});
  useEffect(() => {
    callbacks.current = {
      ...(onNotification && { onNotification }),
      ...(onState && { onState }),
      ...(onSession && { onSession }),
    };
  });
  const inbox = useInbox(settings, callbacks);
  const state = useSyncExternalStore(
    useCallback((listener: () => void) => inbox?.subscribe(listener) ?? (() => undefined), [inbox]),
    () => inbox?.state ?? EMPTY_INBOX,
    () => EMPTY_INBOX,
  );
  return useMemo(() => ({ ...state, ...actions(inbox) }), [state, inbox]);
}

/** Opened in an effect, so that rendering on a server and strict mode's double rendering open nothing. */
function useInbox(settings: Settings, callbacks: { current: Callbacks }): Inbox | undefined {
  const [inbox, setInbox] = useState<Inbox>();
  const key = JSON.stringify(settings);
  useEffect(() => {
    const opened = new Inbox({
      ...(JSON.parse(key) as Settings),
      onNotification: (notification) => callbacks.current.onNotification?.(notification),
      onState: (state) => callbacks.current.onState?.(state),
      onSession: (event) => callbacks.current.onSession?.(event),
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
    archive: (id) => inbox?.archive(id) ?? nothing,
    remove: (id) => inbox?.remove(id) ?? nothing,
    show: (filter) => inbox?.show(filter) ?? nothing,
    loadMore: () => inbox?.loadMore() ?? nothing,
    reload: () => inbox?.reload() ?? nothing,
    reconnect: () => inbox?.client.reconnect(),
  };
}
