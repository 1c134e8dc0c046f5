import { content, type LaterNotification, type NewNotification } from './notification.js';

/** A tagged template of a database library: Drizzle's `sql`, `Prisma.sql`, and others of that form. */
export type Tag<T> = (texts: TemplateStringsArray, ...values: unknown[]) => T;

/** A statement with its parameters, as `query` of pg takes it. */
export interface Statement {
  text: string;
  values: unknown[];
}

/**
 * The statement that publishes a notification in the transaction in which it is run. It is shown if that is committed, and never
 * if it is rolled back. Nothing is sent by this call.
 *
 * @param tag of the database library; without it the statement is made for pg
 */
export function publication(organizationId: string | number, notification: NewNotification | LaterNotification): Statement;
export function publication<T>(
  organizationId: string | number,
  notification: NewNotification | LaterNotification,
  tag: Tag<T>,
): T;
export function publication(
  organizationId: string | number,
  notification: NewNotification | LaterNotification,
  tag: Tag<unknown> = numbered,
): unknown {
  const { type, title, message, actionUrl, data, expiresAt, collapseKey, handover } = content(notification);
  const organization = String(organizationId);
  const json = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));
  const at = 'deliverAt' in notification ? new Date(notification.deliverAt).toISOString() : null;
  const more = [actionUrl ?? null, json(data), expiresAt ?? null, collapseKey ?? null, at, json(handover)];
  if (notification.userIds) {
    const users = JSON.stringify(notification.userIds.map(String));
    return tag`select carillon.publish(${organization}::text, ${type}::text, ${title}::text, ${message}::text, user_id => u, action_url => ${more[0]}::text, data => ${more[1]}::jsonb, expires_at => ${more[2]}::timestamptz, collapse_key => ${more[3]}::text, deliver_at => ${more[4]}::timestamptz, handover => ${more[5]}::jsonb) from jsonb_array_elements_text(${users}::jsonb) u`;
  }
  const user = notification.userId === undefined ? null : String(notification.userId);
  const audience = notification.audience ?? null;
  return tag`select carillon.publish(${organization}::text, ${type}::text, ${title}::text, ${message}::text, user_id => ${user}::text, audience => ${audience}::text, action_url => ${more[0]}::text, data => ${more[1]}::jsonb, expires_at => ${more[2]}::timestamptz, collapse_key => ${more[3]}::text, deliver_at => ${more[4]}::timestamptz, handover => ${more[5]}::jsonb)`;
}

function numbered(texts: TemplateStringsArray, ...values: unknown[]): Statement {
  return { text: texts.reduce((before, part, i) => `${before}$${i}${part}`), values };
}
