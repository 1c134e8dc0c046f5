// Calls every procedure with the real client and prints what came of it as one JSON object.
// node client.mjs <url of /api/trpc> <cookie>
import {
  createTRPCClient,
  httpBatchLink,
  httpBatchStreamLink,
  httpLink,
  httpSubscriptionLink,
  splitLink,
  TRPCClientError,
} from "@trpc/client";
import { EventSource } from "eventsource";
import superjson from "superjson";

const [url, cookie] = process.argv.slice(2);
const client = (link, headers) => createTRPCClient({ links: [link({ url, headers })] });
const single = client(httpLink, { cookie });
const batched = client(httpBatchLink, { cookie });
const anonymous = client(httpBatchLink, {});

const failure = async (call) => {
  try {
    await call();
    return null;
  } catch (error) {
    if (!(error instanceof TRPCClientError)) throw error;
    return { code: error.data?.code, httpStatus: error.data?.httpStatus, path: error.data?.path, message: error.message };
  }
};

const out = {};
out.created = await single.notifications.create.mutate({ type: "test", title: "first", message: "m" });
out.createdInBatch = await Promise.all(
  ["second", "third"].map((title) => batched.notifications.create.mutate({ type: "test", title, message: "m" })),
);
[out.list, out.unread] = await Promise.all([
  batched.notifications.list.query({ limit: 2 }),
  batched.notifications.unread.query(),
]);
out.marked = await single.notifications.markAsRead.mutate({ notificationId: out.created.id });
out.unreadAfterOne = await single.notifications.list.query({ unreadOnly: true });
out.seenOne = await single.notifications.markAllAsSeen.mutate({ through: out.created.id });
out.seenAll = await single.notifications.markAllAsSeen.mutate();
out.markedAll = await single.notifications.markAllAsRead.mutate();
out.unreadAfterAll = await single.notifications.unread.query();
out.deleted = await single.notifications.delete.mutate({ notificationId: out.created.id });
out.listAfterDelete = await single.notifications.list.query();
const later = { type: "test", title: "later", message: "m", deliverAt: new Date(Date.now() + 3_600_000).toISOString() };
out.scheduled = await single.notifications.schedule.mutate(later);
out.scheduledWithHandover = await single.notifications.schedule.mutate({ ...later, handover: { afterSeconds: 60 } });
out.badHandover = await failure(() => single.notifications.create.mutate({ ...later, handover: { never: false } }));
out.scheduledByCreate = await single.notifications.create.mutate(later);
out.withoutTime = await failure(() => single.notifications.schedule.mutate({ type: "test", title: "t", message: "m" }));
out.preferences = await single.notifications.preferences.query();
const muted = { version: 0, types: [{ type: "news.*", inApp: false }], quietHours: null };
out.preferencesSet = await single.notifications.setPreferences.mutate(muted);
out.preferencesStale = await failure(() => batched.notifications.setPreferences.mutate(muted));
out.badInput = await failure(() => single.notifications.create.mutate({ type: "test", title: " " }));
out.noSuchProcedure = await failure(() => single.notifications.nothing.query());
out.notThere = await failure(() => single.notifications.markAsRead.mutate({ id: 999999 }));
out.anonymous = await failure(() => anonymous.notifications.list.query());
out.mixedBatch = await Promise.all([
  batched.notifications.unread.query(),
  failure(() => batched.notifications.list.query({ limit: 1000 })),
]);

// The links and options that applications use beside those.
const linked = (link, options) => createTRPCClient({ links: [link({ url, headers: { cookie }, ...options })] });
const streamed = linked(httpBatchStreamLink);
const create = (client, title) => client.notifications.create.mutate({ type: "test", title, message: "m" });
out.streamed = await Promise.all(["a", "b", "c"].map((title) => create(streamed, title)));
out.streamedMixed = await Promise.all([
  streamed.notifications.list.query({ limit: 1 }),
  failure(() => streamed.notifications.list.query({ limit: 1000 })),
]);
out.streamedAnonymous = await failure(() =>
  createTRPCClient({ links: [httpBatchStreamLink({ url })] }).notifications.list.query(),
);

const wrapped = linked(httpBatchLink, { transformer: superjson });
out.wrappedCreated = await create(wrapped, "wrapped");
out.wrappedExpiring = await wrapped.notifications.create.mutate({
  type: "test",
  title: "wrapped",
  message: "m",
  actionUrl: undefined,
  expiresAt: new Date("2099-01-01T00:00:00Z"),
});
out.wrappedUnread = await wrapped.notifications.unread.query();
out.wrappedFailure = await failure(() => wrapped.notifications.list.query({ limit: 1000 }));
out.wrappedSingle = await linked(httpLink, { transformer: superjson }).notifications.markAllAsRead.mutate();
out.wrappedStreamed = await Promise.all([
  linked(httpBatchStreamLink, { transformer: superjson }).notifications.list.query({ limit: 1 }),
]);

// As useInfiniteQuery of @trpc/react-query asks.
const first = await single.notifications.list.query({ limit: 4, cursor: null, direction: "forward" });
const second = await single.notifications.list.query({ limit: 4, cursor: first.at(-1).id, direction: "forward" });
out.pages = [first, second].map((page) => page.map(({ id }) => id));

const posting = linked(httpBatchLink, { methodOverride: "POST" });
out.posted = await posting.notifications.list.query({ limit: 1 });

const many = linked(httpBatchLink, { maxItems: 50 });
out.manyMarked = (
  await Promise.all(Array.from({ length: 60 }, () => many.notifications.markAsRead.mutate({ id: first[0].id })))
).length;
out.tooMany = await failure(() =>
  Promise.all(Array.from({ length: 51 }, () => batched.notifications.markAsRead.mutate({ id: first[0].id }))),
);

// One page of an application whose other procedures are its own: two batches, each to its side.
const seen = [];
const side = (name, link) => link({ url, headers: { cookie }, fetch: (address, options) => (seen.push(name), fetch(address, options)) });
const split = createTRPCClient({
  links: [
    splitLink({
      condition: ({ path }) => path.startsWith("notifications."),
      true: side("carillon", httpBatchLink),
      false: side("application", httpBatchLink),
    }),
  ],
});
out.split = await Promise.all([
  split.notifications.unread.query(),
  failure(() => split.clients.list.query()),
  split.notifications.list.query({ limit: 1 }),
]);
out.splitRequests = seen.sort();

// The subscription ends by itself when it has seen what it waits for.
class WithCookie extends EventSource {
  constructor(address) {
    super(address, { fetch: (input, init) => fetch(input, { ...init, headers: { ...init.headers, cookie } }) });
  }
}
const subscribing = createTRPCClient({ links: [httpSubscriptionLink({ url, EventSource: WithCookie })] });
out.subscribed = await new Promise((resolve, reject) => {
  const messages = [];
  const subscription = subscribing.notifications.stream.subscribe(
    { types: ["wanted"] },
    {
      onData: ({ id, data }) => {
        messages.push({ id, type: data.type, title: data.data?.title });
        if (data.type === "connected") {
          void create(single, "unwanted").then(() =>
            single.notifications.create.mutate({ type: "wanted", title: "wanted", message: "m" }),
          );
        } else {
          subscription.unsubscribe();
          resolve(messages);
        }
      },
      onError: reject,
    },
  );
});
console.log(JSON.stringify(out));
