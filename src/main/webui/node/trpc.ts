import type {
  TRPCBuiltRouter,
  TRPCDefaultErrorShape,
  TRPCMutationProcedure,
  TRPCQueryProcedure,
  TRPCSubscriptionProcedure,
} from '@trpc/server';
import type { Content, Notification, Recipient, Scheduled } from './notification.js';
import type { PreferencesChange, UserPreferences } from './preferences.js';

/** One notification; several users have several results, for which the HTTP routes have types. */
type Input = Omit<Content, 'expiresAt'> & { expiresAt?: string | null; userIds?: never } & Partial<Recipient>;
type Id = { notificationId: number } | { id: number };
type Done = { success: boolean };

export type { PreferencesChange, QuietHours, TypePreference, UserPreferences } from './preferences.js';

/** How many notifications are unread, and how many of them the user has not seen either. */
export interface Counts {
  count: number;
  unseen: number;
  /** The user has seen everything up to this id. */
  seenThrough: number;
  /** Of two counts the one with the higher version is newer. */
  version: number;
  /** Every notification up to this id is counted, and none beyond. */
  upTo: number;
}

interface List {
  /** 1 to 100; 50 by default. */
  limit?: number;
  unreadOnly?: boolean;
  /** Only those with a lower id: that of the last notification of the page before. */
  cursor?: number | null;
}

interface Subscription {
  types?: string | string[];
  clientId?: string;
  snapshot?: number;
}

/** A message of the stream; `asyncapi.yaml` has all of them. Unknown types are to be ignored. */
export type StreamMessage =
  | { type: 'connected'; timestamp: string; clientId: string; caller: string; resumed: boolean }
  | { type: 'notification'; timestamp: string; data: Notification }
  | { type: 'reset' | 'reconnect'; timestamp: string; reason: string }
  | { type: 'inbox' | 'snapshot' | 'session-expired'; timestamp: string; [field: string]: unknown };

type Query<I, O> = TRPCQueryProcedure<{ input: I; output: O; meta: unknown }>;
type Mutation<I, O> = TRPCMutationProcedure<{ input: I; output: O; meta: unknown }>;
type Stream<I, O> = TRPCSubscriptionProcedure<{ input: I; output: AsyncIterable<O>; meta: unknown }>;

/**
 * The type of Carillon's router, for `createTRPCClient<CarillonRouter>`.
 *
 * @typeParam Transformer true if the links have superjson
 */
export type CarillonRouter<Transformer extends boolean = false> = TRPCBuiltRouter<
  { ctx: object; meta: object; errorShape: TRPCDefaultErrorShape; transformer: Transformer },
  {
    notifications: {
      create: Mutation<Input & { deliverAt?: never }, Notification>;
      /** Stores a notification that is shown at its `deliverAt`, an instant in the future. */
      schedule: Mutation<Input & { deliverAt: string }, Scheduled>;
      list: Query<List | void, Notification[]>;
      unread: Query<void, Notification[]>;
      markAsRead: Mutation<Id, Notification>;
      markAllAsRead: Mutation<void, Done>;
      /** Up to an id, or all without one. They stay unread. */
      markAllAsSeen: Mutation<{ through: number } | void, Counts>;
      delete: Mutation<Id, Done>;
      preferences: Query<void, UserPreferences>;
      /** Replaces them. Rejects with CONFLICT if they were changed since that version. */
      setPreferences: Mutation<PreferencesChange, UserPreferences>;
      stream: Stream<Subscription | void, { id: string; data: StreamMessage }>;
    };
  }
>;
