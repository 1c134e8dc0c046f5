package dev.carillon.inbox;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** The difference between one user's view of one notification and the watermark. */
@Entity
@Table(name = "inbox_mark")
class InboxMark {

    /** The user and the notification, in whose segment the mark is too, so that both are dropped together. */
    @Embeddable
    record Key(
            @Column(name = "organization_id") String organizationId,
            @Column(name = "user_id") String userId,
            @Column(name = "notification_id") long notificationId,
            @Column(name = "segment") int segment) {}

    @EmbeddedId
    Key key;

    /** Null: as the watermark says. */
    @Column(name = "is_read")
    @Nullable
    Boolean read;

    /** It was read only after a newer notification with its collapse key had replaced it. */
    boolean replaced;

    boolean archived;

    boolean deleted;

    /** For Hibernate. */
    InboxMark() {}

    InboxMark(Key key) {
        this.key = key;
    }

    boolean isRead(long readThrough) {
        return read == null ? key.notificationId() <= readThrough : read;
    }
}
