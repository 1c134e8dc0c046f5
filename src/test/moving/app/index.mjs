// Prints its address once it listens, and ends with its standard input.
import express from "express";
import session from "express-session";
import { RedisStore } from "connect-redis";
import { createClient } from "redis";
import { createExpressMiddleware } from "@trpc/server/adapters/express";
import { notificationBroadcaster } from "./lib/notificationBroadcaster.mjs";
import { router } from "./lib/trpc.mjs";
import { bookings } from "./routers/bookings.mjs";
import { notifications } from "./routers/notifications.mjs";

const client = createClient({ url: process.env.REDIS_URL });
await client.connect();
const app = express();
app.use(
  session({
    store: new RedisStore({ client }),
    secret: process.env.SESSION_SECRETS.split(","),
    resave: false,
    saveUninitialized: false,
  }),
);

app.post("/login/:organizationId/:userId", (req, res, next) => {
  req.session.regenerate((failure) => {
    if (failure) return next(failure);
    req.session.userId = req.params.userId;
    req.session.organizationId = req.params.organizationId;
    req.session.save((unsaved) => (unsaved ? next(unsaved) : res.sendStatus(204)));
  });
});

app.get("/api/notifications/stream", async (req, res) => {
  if (!req.session?.userId || !req.session?.organizationId) {
    return res.status(401).json({ error: "Unauthorized" });
  }
  res.setHeader("Content-Type", "text/event-stream");
  res.setHeader("Cache-Control", "no-cache");
  res.setHeader("Connection", "keep-alive");
  res.setHeader("X-Accel-Buffering", "no");
  const clientId = notificationBroadcaster.addClient(req.session.userId, req.session.organizationId, res);
  res.write(`data: ${JSON.stringify({ type: "connected", timestamp: new Date().toISOString() })}\n\n`);
  const keepAlive = setInterval(() => res.write(`:keep-alive ${new Date().toISOString()}\n\n`), 30_000);
  req.on("close", () => {
    clearInterval(keepAlive);
    notificationBroadcaster.removeClient(clientId);
  });
});

app.use(
  "/api/trpc",
  createExpressMiddleware({
    router: router({ bookings, notifications }),
    createContext: ({ req }) => ({ session: req.session }),
  }),
);
const server = app.listen(0, "127.0.0.1", () => console.log(`listening ${server.address().port}`));
process.stdin.resume().on("end", () => process.exit(0));
