// Calls of every kind, one round after the other, until its standard input ends. Prints a line of JSON for each round: what it created, by title.
// node calls.mjs <url>; the API key in CARILLON_API_KEY.
import { Carillon } from "@carillon/node";

const carillon = new Carillon({ url: process.argv[2], apiKey: process.env.CARILLON_API_KEY, deadline: 60_000, timeout: 3_000 });
const content = (title) => ({ type: "call", title, message: "m" });
let ended = false;
process.stdin.resume().on("end", () => (ended = true));

for (let round = 0; !ended; round++) {
  const name = (kind) => `${round}-${kind}`;
  const created = await Promise.all([
    // These three become one batch.
    carillon.create({ ...content(name("create")), userId: 1 }),
    carillon.sendToUser(1, content(name("user"))),
    carillon.sendToOrganization(content(name("organization"))),
    // These go alone.
    carillon.create({ ...content(name("keyed")), userId: 1 }, { idempotencyKey: `key-${round}` }),
    carillon.batch([0, 1].map((i) => ({ ...content(name(`batch-${i}`)), userId: 1 }))),
    carillon.ticket(1).then(() => []),
  ]);
  console.log(JSON.stringify(Object.fromEntries(created.flat().map(({ id, title }) => [title, id]))));
}
await carillon.close();
