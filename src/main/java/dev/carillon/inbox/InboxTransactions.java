package dev.carillon.inbox;

import dev.carillon.identity.Caller;
import dev.carillon.notification.LogUnavailable;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.narayana.jta.QuarkusTransactionException;
import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;
import java.util.function.Supplier;

/** The one way to the inbox's tables: a transaction of its own for a caller, on a thread that may block. */
@Singleton
class InboxTransactions {

    <T> T run(Caller caller, Supplier<T> work) {
        try {
            return QuarkusTransaction.requiringNew().call(work::get);
        } catch (PersistenceException | QuarkusTransactionException e) {
            throw new LogUnavailable(e);
        }
    }
}
