package dev.carillon.inbox;

import dev.carillon.identity.Caller;
import dev.carillon.tenancy.ConnectionSettings;
import dev.carillon.tenancy.LogUnavailable;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.narayana.jta.QuarkusTransactionException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import java.util.function.Supplier;

/** The only access to the inbox's tables: a new transaction for a caller, on a thread that may block. */
@Singleton
class InboxTransactions {

    private final EntityManager entities;
    private final String nameOrganization;

    @Inject
    InboxTransactions(EntityManager entities, ConnectionSettings settings) {
        this.entities = entities;
        this.nameOrganization = settings.nameOrganization();
    }

    <T> T run(Caller caller, Supplier<T> work) {
        try {
            return QuarkusTransaction.requiringNew().call(() -> {
                // Opens only this organization's rows, until the transaction ends (row-level security).
                entities.createNativeQuery(nameOrganization)
                        .setParameter(1, caller.organizationId())
                        .getSingleResult();
                return work.get();
            });
        } catch (PersistenceException | QuarkusTransactionException e) {
            throw new LogUnavailable(e);
        }
    }
}
