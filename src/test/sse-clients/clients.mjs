// Every client library, as its own documentation shows it, against a pod: it connects, receives, loses its connection, is
// rejected for a while, and must then show what was created meanwhile, in order and once.
// node clients.mjs <origin> <organization> <file of cookies by user> <class path of JavaClients.java>
// prints one JSON object: library → titles that it showed.
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createServer, request as httpRequest } from "node:http";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { fetchEventSource as aiZen } from "@ai-zen/node-fetch-event-source";
import { fetchEventSource as fortaine } from "@fortaine/fetch-event-source";
import { fetchEventSource as microsoft } from "@microsoft/fetch-event-source";
import SanityEventSource from "@sanity/eventsource";
import polyfill from "event-source-polyfill";
import { EventSource as EventSource5 } from "eventsource";
import { createEventSource } from "eventsource-client";
import { createParser } from "eventsource-parser";
import EventSource1 from "eventsource1";
import EventSource2 from "eventsource2";
import { EventSource as EventSource3 } from "eventsource3";
import { EventSource as EventSource4 } from "eventsource4";
import { EventSource as ExtendedEventSource } from "extended-eventsource";
import { stream as fetchEventStream } from "fetch-event-stream";
import launchdarkly from "launchdarkly-eventsource";
import ReconnectingEventSource from "reconnecting-eventsource";
import { EventSource as UndiciEventSource } from "undici";

// Some libraries ask the page whether it is visible.
globalThis.window ??= globalThis;
globalThis.document ??= { hidden: false, visibilityState: "visible", addEventListener() {}, removeEventListener() {} };

const [origin, , cookies, classPath] = process.argv.slice(2);
const cookieOf = JSON.parse(await readFile(cookies, "utf8"));

// For libraries that hand every block to the handler: a usual keep-alive has no data.
const EVERY_BLOCK_HAS_DATA = "?keepAlive=message";

const native = (Type, options, query = "") => (url, onData) => {
  const source = new Type(url + query, options);
  source.onmessage = (event) => onData(event.data);
  source.onerror = () => {};
  return () => source.close();
};

/** The handler parses every block, as the README of these libraries shows it. */
const fetching = (library) => (url, onData) => {
  const abort = new AbortController();
  void library(url + EVERY_BLOCK_HAS_DATA, {
    signal: abort.signal,
    openWhenHidden: true,
    onmessage: (event) => onData(event.data),
    onerror: () => {},
  }).catch(() => {});
  return () => abort.abort();
};

/** Libraries that read one response and leave the reconnecting to their users. */
const looping = (read) => (url, onData) => {
  const abort = new AbortController();
  void (async () => {
    let lastEventId = "";
    while (!abort.signal.aborted) {
      const headers = lastEventId ? { "Last-Event-ID": lastEventId } : {};
      await read(url, { headers, signal: abort.signal }, ({ id, data }) => {
        lastEventId = id || lastEventId;
        if (data) onData(data);
      }).catch(() => {});
      await delay(500);
    }
  })();
  return () => abort.abort();
};

const LIBRARIES = {
  "eventsource@1": native(EventSource1),
  "eventsource@2": native(EventSource2),
  "eventsource@3": native(EventSource3),
  "eventsource@4": native(EventSource4),
  "eventsource@5": native(EventSource5),
  "@sanity/eventsource": native(SanityEventSource),
  "undici": native(UndiciEventSource),
  "event-source-polyfill": native(polyfill.EventSourcePolyfill),
  "reconnecting-eventsource": native(ReconnectingEventSource, { eventSourceClass: EventSource4 }),
  "extended-eventsource": native(ExtendedEventSource, { disableLogger: true }, EVERY_BLOCK_HAS_DATA),
  "launchdarkly-eventsource": native(launchdarkly.EventSource, { readTimeoutMillis: 300_000 }),
  "@microsoft/fetch-event-source": fetching(microsoft),
  "@fortaine/fetch-event-source": fetching(fortaine),
  "@ai-zen/node-fetch-event-source": fetching(aiZen),
  "eventsource-client": (url, onData) => {
    const client = createEventSource({ url, onMessage: ({ data }) => onData(data) });
    return () => client.close();
  },
  "eventsource-parser": looping(async (url, options, onEvent) => {
    const response = await fetch(url, options);
    const parser = createParser({ onEvent });
    const decoder = new TextDecoder();
    for await (const chunk of response.body) parser.feed(decoder.decode(chunk, { stream: true }));
  }),
  "fetch-event-stream": looping(async (url, options, onEvent) => {
    for await (const event of await fetchEventStream(url, options)) onEvent(event);
  }),
};

/** Libraries of Java run in one process, which begins with the last of them. */
const java = (() => {
  const names = ["com.launchdarkly:okhttp-eventsource", "com.squareup.okhttp3:okhttp-sse"];
  const handlers = {};
  const addresses = [];
  let program;
  const begin = () => {
    program = spawn("java", ["-XX:TieredStopAtLevel=1", "-cp", classPath, "JavaClients.java", ...addresses], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    createInterface({ input: program.stdout }).on("line", (line) => {
      const [name, data] = line.split(" ");
      try {
        handlers[name]?.(Buffer.from(data, "base64").toString());
      } catch {
        // It is among the faults of the library.
      }
    });
  };
  const client = (name) => (url, onData) => {
    handlers[name] = onData;
    addresses.push(`${name}=${url}`);
    if (addresses.length === names.length) begin();
    return () => program.kill();
  };
  return Object.fromEntries(names.map((name) => [name, client(name)]));
})();
Object.assign(LIBRARIES, java);

// A gateway that signs each library in as a user of its own, and breaks when it is told to.
let broken = false;
const sockets = new Set();
const gateway = createServer((request, response) => {
  const [, user, path] = /^\/as\/(\w+)(\/.*)$/.exec(request.url);
  if (broken) return request.socket.destroy();
  const headers = { ...request.headers, cookie: cookieOf[user], host: new URL(origin).host };
  const upstream = httpRequest(origin + path, { method: request.method, headers }, (answer) => {
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
    answer.on("error", () => response.destroy());
  });
  upstream.on("error", () => response.destroy());
  response.on("close", () => upstream.destroy());
  request.pipe(upstream);
});
gateway.on("connection", (socket) => sockets.add(socket.on("close", () => sockets.delete(socket))));
await new Promise((listening) => gateway.listen(0, "127.0.0.1", listening));
const through = `http://127.0.0.1:${gateway.address().port}`;

const names = Object.keys(LIBRARIES);
const shown = Object.fromEntries(names.map((name) => [name, { connected: 0, titles: [], faults: [] }]));
const users = Object.fromEntries(names.map((name, i) => [name, `u${i}`]));
const until = async (isSo, limit) => {
  const end = Date.now() + limit;
  while (!isSo() && Date.now() < end) await delay(50);
};
const create = (title) =>
  Promise.all(
    names.map(async (name) => {
      const answer = await fetch(`${origin}/api/notifications`, {
        method: "POST",
        headers: { "Content-Type": "application/json", cookie: cookieOf[users[name]] },
        body: JSON.stringify({ type: "test", title, message: title === "large" ? "é🎵\n".repeat(4_000) : "m" }),
      });
      if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`);
    }),
  );

const closers = names.map((name) =>
  LIBRARIES[name](`${through}/as/${users[name]}/api/notifications/stream`, (data) => {
    try {
      const message = JSON.parse(data);
      if (message.type === "connected") shown[name].connected++;
      if (message.type === "notification") shown[name].titles.push(message.data.title);
    } catch (fault) {
      shown[name].faults.push(`${fault.message}: ${JSON.stringify(data)}`);
      throw fault;
    }
  }),
);
const all = (count) => () => names.every((name) => shown[name].titles.length >= count);

// Java compiles its program first.
await until(() => names.every((name) => shown[name].connected > 0), 60_000);
await create("one");
await create("large");
await until(all(2), 15_000);
broken = true;
sockets.forEach((socket) => socket.destroy());
await create("missed 1");
await create("missed 2");
await delay(2_000);
broken = false;
await until(all(4), 60_000);
// Whatever would come twice comes now.
await create("last");
await until(all(5), 20_000);
closers.forEach((close) => close());
console.log(JSON.stringify(shown));
process.exit(0);
