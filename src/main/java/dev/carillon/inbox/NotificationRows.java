package dev.carillon.inbox;

import dev.carillon.identity.Caller;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** Finds the notifications that a user may see. */
@Singleton
class NotificationRows implements PanacheRepositoryBase<NotificationRow, NotificationRow.Key> {

    private static final String VISIBLE = """
            key.organizationId = ?1 and key.number in ?2
                and (userId = ?3 or userId is null)
                and (expiresAt is null or expiresAt > ?4)
            """;

    private static final String SUCCESSOR = "key.organizationId = ?1 and collapseKey = ?2 and key.number > ?3 and ";

    /** Those of {@code ids} that were sent to the caller and have not expired. */
    List<NotificationRow> visible(Caller caller, Collection<Long> ids, Instant now) {
        return list(VISIBLE, caller.organizationId(), ids, caller.userId(), now);
    }

    /** Whether a newer notification has replaced it. */
    boolean hasSuccessor(NotificationRow row) {
        if (row.collapseKey == null) {
            return false;
        }
        String organization = row.key.organizationId();
        long number = row.key.number();
        // Two queries rather than one with "or": each is a look-up in the index.
        var successors = row.userId == null
                ? find(SUCCESSOR + "userId is null", organization, row.collapseKey, number)
                : find(SUCCESSOR + "userId = ?4", organization, row.collapseKey, number, row.userId);
        return successors.range(0, 0).firstResult() != null;
    }
}
