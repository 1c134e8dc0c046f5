// Logs users in and out as the application does that Carillon stands beside. Prints its address once it listens, and
// ends with its standard input.
import express from "express";
import session from "express-session";
import { RedisStore } from "connect-redis";
import { createClient } from "redis";

const client = createClient({ url: process.env.REDIS_URL });
await client.connect();
const application = express();
application.use(
  session({
    store: new RedisStore({ client }),
    secret: process.env.SESSION_SECRETS.split(","),
    resave: false,
    saveUninitialized: false,
    cookie: { maxAge: 60_000 },
  }),
);
application.post("/login/:organizationId/:userId", (request, response, next) => {
  // A new id at each login, as against session fixation.
  request.session.regenerate((failure) => {
    if (failure) return next(failure);
    request.session.userId = Number(request.params.userId);
    request.session.organizationId = request.params.organizationId;
    request.session.roles = ["admin"];
    request.session.save((unsaved) => (unsaved ? next(unsaved) : response.sendStatus(204)));
  });
});
application.post("/logout", (request, response, next) => {
  request.session.destroy((failure) => (failure ? next(failure) : response.sendStatus(204)));
});
const server = application.listen(0, "127.0.0.1", () => console.log(`listening ${server.address().port}`));
process.stdin.resume().on("end", () => process.exit(0));
