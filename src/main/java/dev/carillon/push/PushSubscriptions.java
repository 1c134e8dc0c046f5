package dev.carillon.push;

import java.util.List;

/** The browsers of a user. */
record PushSubscriptions(List<PushSubscription> subscriptions) {

    PushSubscriptions {
        subscriptions = List.copyOf(subscriptions);
    }
}
