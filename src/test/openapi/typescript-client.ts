// The contract with the types of openapi-typescript and the client of openapi-fetch. node typescript-client.js <origin,…> <cookie> <user>
import createClient from "openapi-fetch";
import { holds, spread, type Answer, type Client } from "./contract.js";
import type { paths } from "./generated/schema.js";

const [pods, cookie, me] = process.argv.slice(2) as [string, string, string];
const origins = pods.split(",");
const api = createClient<paths>({ baseUrl: origins[0]!, headers: { cookie }, fetch: spread(origins) });

type Result<T> = { data?: T; error?: unknown; response: Response };
const answer = async <T>(call: Promise<Result<T>>): Promise<Answer<T>> => {
  const { data, error, response } = await call;
  return { status: response.status, ...(data === undefined ? {} : { data }), error: error as Answer<T>["error"] & {} };
};
const header = (key?: string) => (key ? { header: { "Idempotency-Key": key } } : {});

const client: Client = {
  create: (body, key) => answer(api.POST("/api/notifications", { body, params: header(key) })),
  createBatch: (notifications) => answer(api.POST("/api/notifications/batch", { body: { notifications } })),
  list: (query) => answer(api.GET("/api/notifications", { params: { query } })),
  unread: () => answer(api.GET("/api/notifications/unread")),
  find: (id) => answer(api.GET("/api/notifications/{id}", { params: { path: { id } } })),
  change: (id, body) => answer(api.PATCH("/api/notifications/{id}", { params: { path: { id } }, body })),
  readThrough: (through) => answer(api.POST("/api/notifications/read", { body: { through } })),
  remove: (id) => answer(api.DELETE("/api/notifications/{id}", { params: { path: { id } } })),
  ticket: () => answer(api.POST("/api/stream-tickets", { body: {} })),
};

await holds(client, me);
console.log("holds");
