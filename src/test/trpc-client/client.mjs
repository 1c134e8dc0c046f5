// Calls every procedure with the real client and prints what came of it as one JSON object.
// node client.mjs <url of /api/trpc> <cookie>
import { createTRPCClient, httpBatchLink, httpLink, TRPCClientError } from "@trpc/client";

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
out.markedAll = await single.notifications.markAllAsRead.mutate();
out.unreadAfterAll = await single.notifications.unread.query();
out.deleted = await single.notifications.delete.mutate({ notificationId: out.created.id });
out.listAfterDelete = await single.notifications.list.query();
out.badInput = await failure(() => single.notifications.create.mutate({ type: "test", title: " " }));
out.noSuchProcedure = await failure(() => single.notifications.nothing.query());
out.notThere = await failure(() => single.notifications.markAsRead.mutate({ id: 999999 }));
out.anonymous = await failure(() => anonymous.notifications.list.query());
out.mixedBatch = await Promise.all([
  batched.notifications.unread.query(),
  failure(() => batched.notifications.list.query({ limit: 1000 })),
]);
console.log(JSON.stringify(out));
