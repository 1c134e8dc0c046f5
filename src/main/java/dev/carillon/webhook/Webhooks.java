package dev.carillon.webhook;

import java.util.List;

/** The endpoints of an organization. */
record Webhooks(List<Webhook> webhooks) {

    Webhooks {
        webhooks = List.copyOf(webhooks);
    }
}
