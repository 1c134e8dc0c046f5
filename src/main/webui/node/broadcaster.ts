import { Carillon, type Options } from './carillon.js';
import type { Content, Notification } from './notification.js';

/** The created notification. Awaiting is optional: a failure that nobody awaits is reported and ends nothing. */
export type Sent = Promise<Notification>;

/**
 * Stands in for the broadcaster of a single-node Express application: the same two calls, from anywhere in the application.
 * Clients connect to Carillon, so there is no `addClient`.
 */
export class NotificationBroadcaster {
  readonly carillon: Carillon;
  readonly #onError: (failure: unknown) => void;

  /** @param onError gets the reason of each notification that could not be created */
  constructor(options: Options & { onError?: (failure: unknown) => void }) {
    this.carillon = new Carillon(options);
    this.#onError = options.onError ?? ((failure) => console.error('[Carillon] Notification not created:', failure));
  }

  sendToUser(userId: string | number, organizationId: string | number, notification: Content): Sent {
    return this.#reported(this.carillon.sendToUser(userId, notification, { organizationId }));
  }

  sendToOrganization(organizationId: string | number, notification: Content): Sent {
    return this.#reported(this.carillon.sendToOrganization(notification, { organizationId }));
  }

  #reported(sent: Sent): Sent {
    sent.catch(this.#onError);
    return sent;
  }
}
