package dev.carillon.inbox;

import dev.carillon.identity.Caller;
import dev.carillon.tenancy.ConnectionSettings;
import dev.carillon.tenancy.ConnectionShares;
import dev.carillon.tenancy.LogUnavailable;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.narayana.jta.QuarkusTransactionException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import java.sql.SQLException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The only access to the inbox's tables: a new transaction for a caller, on a thread that may block. */
@Singleton
class InboxTransactions {

    /** Kept with marks and looks (V42__looks.sql). */
    private static final String NAME_CLIENT = "select set_config('carillon.client', ?, true)";

    private final EntityManager entities;
    private final ConnectionShares shares;
    private final String nameOrganization;
    private final @Nullable String clientId;

    @Inject
    InboxTransactions(EntityManager entities, ConnectionShares shares, ConnectionSettings settings) {
        this(entities, shares, settings.nameOrganization(), null);
    }

    private InboxTransactions(
            EntityManager entities, ConnectionShares shares, String nameOrganization, @Nullable String clientId) {
        this.entities = entities;
        this.shares = shares;
        this.nameOrganization = nameOrganization;
        this.clientId = clientId;
    }

    /** The same, whose changes say on which client they were made. */
    InboxTransactions from(String client) {
        return new InboxTransactions(entities, shares, nameOrganization, client);
    }

    /** @param work may run twice, the second time after the first has left nothing */
    <T> T run(Caller caller, Supplier<T> work) {
        return run(caller.organizationId(), work);
    }

    /** @param work may run twice, as above */
    <T> T run(String organizationId, Supplier<T> work) {
        try {
            return once(organizationId, work);
        } catch (LogUnavailable e) {
            // A pod that has just started translates its statements between two of them, on a processor that may be
            // busy.
            if (!e.isOfIdleTransaction()) {
                throw e;
            }
            return once(organizationId, work);
        }
    }

    @SuppressWarnings("try") // A place is only held.
    private <T> T once(String organizationId, Supplier<T> work) {
        try (ConnectionShares.Place place = shares.take(ConnectionShares.Share.READS)) {
            return QuarkusTransaction.requiringNew().call(() -> {
                // Opens only this organization's rows, until the transaction ends (row-level security).
                entities.createNativeQuery(nameOrganization)
                        .setParameter(1, organizationId)
                        .getSingleResult();
                if (clientId != null) {
                    entities.createNativeQuery(NAME_CLIENT)
                            .setParameter(1, clientId)
                            .getSingleResult();
                }
                return work.get();
            });
        } catch (SQLException | PersistenceException | QuarkusTransactionException e) {
            throw new LogUnavailable(e);
        }
    }
}
