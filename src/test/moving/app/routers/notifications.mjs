import { z } from "zod";
import { insertNotification, notificationsOf } from "../lib/database.mjs";
import { notificationBroadcaster } from "../lib/notificationBroadcaster.mjs";
import { protectedProcedure, router } from "../lib/trpc.mjs";

const input = z.object({ type: z.string(), title: z.string(), message: z.string(), actionUrl: z.string().optional() });

export const notifications = router({
  create: protectedProcedure.input(input).mutation(({ input, ctx }) => {
    const { userId, organizationId } = ctx.session;
    const notification = insertNotification(userId, organizationId, input);
    notificationBroadcaster.sendToUser(userId, organizationId, notification);
    return notification;
  }),
  list: protectedProcedure.query(({ ctx }) => notificationsOf(ctx.session)),
  unread: protectedProcedure.query(({ ctx }) => notificationsOf(ctx.session).filter((row) => !row.isRead)),
  markAsRead: protectedProcedure.input(z.object({ notificationId: z.number() })).mutation(({ input, ctx }) => {
    const row = notificationsOf(ctx.session).find(({ id }) => id === input.notificationId);
    row.isRead = true;
    return row;
  }),
});
