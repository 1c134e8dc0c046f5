// Compiled and never run: the router's type gives its clients the right types.
import { createTRPCClient, httpBatchLink } from '@trpc/client';
import type { Notification, Scheduled } from '../../node/index.js';
import type { CarillonRouter } from '../../node/trpc.js';

const trpc = createTRPCClient<CarillonRouter>({ links: [httpBatchLink({ url: '/api/trpc', maxItems: 50 })] });

export async function use(): Promise<Notification[]> {
  const created: Notification = await trpc.notifications.create.mutate({ type: 't', title: 't', message: 'm', userId: 26 });
  const later = { type: 't', title: 't', message: 'm', deliverAt: '2030-01-01T00:00:00Z' };
  const scheduled: Scheduled = await trpc.notifications.schedule.mutate(later);
  console.log(scheduled.scheduledId);
  await trpc.notifications.create.mutate({ type: 't', title: 't', message: 'm', handover: { afterSeconds: 60 } });
  await trpc.notifications.schedule.mutate({ ...later, handover: { never: true } });
  // @ts-expect-error A time and never exclude each other.
  await trpc.notifications.create.mutate({ type: 't', title: 't', message: 'm', handover: { afterSeconds: 60, never: true } });
  // @ts-expect-error Without never it would be left out.
  await trpc.notifications.create.mutate({ type: 't', title: 't', message: 'm', handover: { never: false } });
  await trpc.notifications.markAsRead.mutate({ notificationId: created.id });
  await trpc.notifications.markAllAsRead.mutate();
  const { unseen } = await trpc.notifications.markAllAsSeen.mutate({ through: created.id });
  console.log(unseen, (await trpc.notifications.markAllAsSeen.mutate()).count);
  trpc.notifications.stream.subscribe(undefined, {
    onData: ({ id, data }) => console.log(id, data.type === 'notification' ? data.data.title : data.type),
  });
  const { version, types } = await trpc.notifications.preferences.query();
  await trpc.notifications.setPreferences.mutate({ version, types: [...types, { type: 'news.*', inApp: false }] });
  // @ts-expect-error The version is missing.
  await trpc.notifications.setPreferences.mutate({ types });
  // @ts-expect-error A title is missing.
  await trpc.notifications.create.mutate({ type: 't', message: 'm' });
  // @ts-expect-error It would be no Notification.
  await trpc.notifications.create.mutate(later);
  // @ts-expect-error The time is missing.
  await trpc.notifications.schedule.mutate({ type: 't', title: 't', message: 'm' });
  // @ts-expect-error There is no such procedure.
  await trpc.notifications.nothing.query();
  return trpc.notifications.list.query({ limit: 5, cursor: created.id });
}
