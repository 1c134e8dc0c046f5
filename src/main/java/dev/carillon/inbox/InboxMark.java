package dev.carillon.inbox;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;

/** Where one user's view of one notification differs from what the watermark says. */
@Entity
@Table(name = "inbox_mark")
class InboxMark {

    /** Whose mark, and on what. */
    @Embeddable
    record Key(
            @Column(name = "organization_id") String organizationId,
            @Column(name = "user_id") String userId,
            @Column(name = "notification_id") long notificationId) {}

    @EmbeddedId
    Key key;

    /** Null: as the watermark says. */
    @Column(name = "is_read")
    Boolean read;

    /** It was read only after a newer one with its collapse key had taken its place. */
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
