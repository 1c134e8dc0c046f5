import { EventSource } from 'eventsource';
import { connect, type Client, type ConnectionState, type ConnectOptions, type Timing } from '@carillon/client';
import type { InboxChange, Notification, Snapshot } from '@carillon/client';
import type { StubServer } from '../stub/server.js';

// Node has no EventSource of its own yet. This one behaves as a browser's does: it gives up after any bad answer.
globalThis.EventSource = EventSource as unknown as typeof globalThis.EventSource;

/** A thousandth of what a browser waits, or thereabouts. */
export const FAST: Partial<Timing> = {
  silence: 400,
  open: 3_000,
  grace: 60_000,
  quiet: 40,
  ack: 30,
  backoffBase: 20,
  backoffCap: 100,
  pollWait: 1_000,
  pollMin: 300,
  cut: 5_000,
  pollPause: 10,
  recount: 500,
};

export interface Recorded {
  client: Client;
  notifications: Notification[];
  ids(): number[];
  states: ConnectionState[];
  inbox: InboxChange[];
  snapshots: Snapshot[];
  resets: string[];
}

/** A client that keeps all that it is told. */
export function record(stub: StubServer, options: Partial<ConnectOptions> = {}): Recorded {
  const recorded: Omit<Recorded, 'client'> = {
    notifications: [],
    ids: () => recorded.notifications.map(({ id }) => id),
    states: [],
    inbox: [],
    snapshots: [],
    resets: [],
  };
  const client = connect({
    url: stub.url,
    shared: false,
    ...options,
    timing: { ...FAST, ...options.timing },
    onNotification: (notification) => {
      recorded.notifications.push(notification);
      options.onNotification?.(notification);
    },
    onState: (state) => recorded.states.push(state),
    onInbox: (change) => recorded.inbox.push(change),
    onSnapshot: (snapshot) => recorded.snapshots.push(snapshot),
    onReset: (reason) => recorded.resets.push(reason),
  });
  return { ...recorded, client };
}

/** The storage that a tab keeps across reloads. */
export function useSessionStorage(): Map<string, string> {
  const values = new Map<string, string>();
  globalThis.sessionStorage = storage(values);
  globalThis.localStorage = storage(new Map());
  return values;
}

function storage(values: Map<string, string>): Storage {
  return {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
  } as Storage;
}
