import { Carillon, type Notification } from "@carillon/node";
import { notificationBroadcaster } from "@carillon/node/express";
import type { CarillonRouter } from "@carillon/node/trpc";
import { createTRPCClient, httpBatchLink } from "@trpc/client";

export async function created(carillon: Carillon): Promise<Notification> {
  await notificationBroadcaster.sendToUser(26, 21, { type: "t", title: "t", message: "m" });
  const trpc = createTRPCClient<CarillonRouter>({ links: [httpBatchLink({ url: "/api/trpc" })] });
  await trpc.notifications.schedule.mutate({ type: "t", title: "t", message: "m", deliverAt: "2030-01-01T00:00:00Z" });
  await trpc.notifications.create.mutate({ type: "t", title: "t", message: "m", handover: { never: true } });
  return carillon.create({ type: "t", title: "t", message: "m", userId: 26, handover: { afterSeconds: 60 } });
}
