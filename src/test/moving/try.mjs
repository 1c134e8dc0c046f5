// A user of the application: signs in, books a room, and sees the notification. node try.mjs <origin> <organization> <user>
import { strict as assert } from "node:assert";
import { setTimeout as delay } from "node:timers/promises";
import { open } from "./app/page.mjs";

const [origin, organization, user] = process.argv.slice(2);
const until = async (what, isSo) => {
  for (let tries = 0; !isSo(); tries++) {
    assert.ok(tries < 400, what);
    await delay(50);
  }
};
const login = await fetch(`${origin}/login/${organization}/${user}`, { method: "POST" });
assert.equal(login.status, 204);
const cookie = login.headers.get("set-cookie").split(";")[0];

const page = open(origin, cookie);
let connected = false;
page.eventSource.addEventListener("message", () => (connected = true));
await until("the stream opens", () => connected);
const [booked, , before] = await Promise.all([
  page.trpc.bookings.book.mutate({ room: "Studio A" }),
  page.trpc.bookings.list.query(),
  page.trpc.notifications.unread.query(),
]);
assert.deepEqual(booked, { booked: "Studio A" });
assert.ok(Array.isArray(before));
await until("the booking is shown", () => page.shown.length === 1);
assert.equal(page.shown[0].title, "Nouvelle session réservée");
assert.equal(page.shown[0].actionUrl, "/sessions/123");

const own = await page.trpc.notifications.create.mutate({ type: "test", title: "own", message: "m" });
await until("the own one is shown", () => page.shown.length === 2);
assert.equal(page.shown[1].id, own.id);
await page.trpc.notifications.markAsRead.mutate({ notificationId: own.id });
const [list, unread] = await Promise.all([page.trpc.notifications.list.query(), page.trpc.notifications.unread.query()]);
assert.deepEqual(list.map(({ title }) => title), ["own", "Nouvelle session réservée"]);
assert.deepEqual(unread.map(({ title }) => title), ["Nouvelle session réservée"]);
page.eventSource.close();
console.log("works");
