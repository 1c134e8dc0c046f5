import { z } from "zod";
import { insertNotification } from "../lib/database.mjs";
import { notificationBroadcaster } from "../lib/notificationBroadcaster.mjs";
import { protectedProcedure, router } from "../lib/trpc.mjs";

export const bookings = router({
  list: protectedProcedure.query(() => []),
  book: protectedProcedure.input(z.object({ room: z.string() })).mutation(async ({ input, ctx }) => {
    const { userId, organizationId } = ctx.session;
    const notification = insertNotification(userId, organizationId, {
      type: "session_created",
      title: "Nouvelle session réservée",
      message: `Session enregistrée pour ${input.room}`,
      actionUrl: "/sessions/123",
    });
    notificationBroadcaster.sendToUser(userId, organizationId, notification);
    return { booked: input.room };
  }),
});
