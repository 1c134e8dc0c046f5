// What the application's page does: it shows what the stream brings, and lists and marks over tRPC.
import { createTRPCClient, httpBatchLink } from "@trpc/client";
import { EventSource } from "eventsource";

export function open(origin, cookie) {
  const shown = [];
  const trpc = createTRPCClient({
    links: [
      httpBatchLink({ url: `${origin}/api/trpc`, headers: { cookie } }),
    ],
  });
  const eventSource = new EventSource(`${origin}/api/notifications/stream`, {
    fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, cookie } }),
  });
  eventSource.onmessage = (event) => {
    const data = JSON.parse(event.data);
    if (data.type === "notification") {
      shown.push(data.data);
    }
  };
  eventSource.onerror = () => {
    console.error("[SSE] Connection error, retrying...");
    eventSource.close();
  };
  return { shown, trpc, eventSource };
}
