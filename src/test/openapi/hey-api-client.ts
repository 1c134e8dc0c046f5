// The contract with the client of @hey-api/openapi-ts. node hey-api-client.js <origin,…> <cookie> <user>
import { holds, spread, type Answer, type Client } from "./contract.js";
import { client as http } from "./generated/hey-api/client.gen.js";
import * as api from "./generated/hey-api/sdk.gen.js";

const [pods, cookie, me] = process.argv.slice(2) as [string, string, string];
const origins = pods.split(",");
http.setConfig({ baseUrl: origins[0]!, headers: { cookie }, fetch: spread(origins) });

type Result<T> = { data?: T; error?: unknown; response?: Response };
const answer = async <T>(call: Promise<Result<T>>): Promise<Answer<T>> => {
  const { data, error, response } = await call;
  return { status: response?.status ?? 0, ...(data === undefined ? {} : { data }), error: error as Answer<T>["error"] & {} };
};

const client: Client = {
  create: (body, key) =>
    answer(api.createNotification({ body, ...(key ? { headers: { "Idempotency-Key": key } } : {}) })),
  createBatch: (notifications) => answer(api.createNotifications({ body: { notifications } })),
  list: (query) => answer(api.listNotifications({ query })),
  unread: () => answer(api.countUnread()),
  find: (id) => answer(api.getNotification({ path: { id } })),
  change: (id, body) => answer(api.changeNotification({ path: { id }, body })),
  readThrough: (through) => answer(api.markRead({ body: { through } })),
  remove: (id) => answer(api.deleteNotification({ path: { id } })),
  ticket: () => answer(api.createStreamTicket({ body: {} })),
};

await holds(client, me);
console.log("holds");
