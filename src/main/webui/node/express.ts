import { NotificationBroadcaster } from './broadcaster.js';
import { carillonProxy } from './proxy.js';

/**
 * The broadcaster and the routes of an Express application, from the environment: `CARILLON_URL`, and `CARILLON_API_KEY`, or
 * for several organizations `CARILLON_API_KEYS` as a JSON object of keys by organization.
 */
const url = process.env.CARILLON_URL ?? 'http://127.0.0.1:8080';

export const notificationBroadcaster = new NotificationBroadcaster({ url, apiKey: keyOf });

/** `application.use(notificationRoutes)`, before body parsers and beside the session's own routes. */
export const notificationRoutes = carillonProxy({ url });

function keyOf(organizationId: string): string {
  const keys = process.env.CARILLON_API_KEYS;
  const key = keys === undefined ? process.env.CARILLON_API_KEY : (JSON.parse(keys) as Record<string, string>)[organizationId];
  if (!key) {
    throw new Error(`There is no API key for the organization ${organizationId}: CARILLON_API_KEY, CARILLON_API_KEYS`);
  }
  return key;
}
