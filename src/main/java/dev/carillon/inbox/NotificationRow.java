package dev.carillon.inbox;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;

/** The part of a notification that changes of a user's marks need. Only the log writes this table. */
@Entity
@Immutable
@Table(name = "notification")
class NotificationRow {

    /** A notification's place in the log. */
    @Embeddable
    record Key(
            @Column(name = "organization_id") String organizationId,
            @Column(name = "id") long number) {}

    @EmbeddedId
    Key key;

    int segment;

    /** Null for the whole organization. */
    @Column(name = "user_id")
    String userId;

    @Column(name = "expires_at")
    Instant expiresAt;

    @Column(name = "collapse_key")
    String collapseKey;
}
