package dev.carillon.push;

import dev.carillon.notification.NotificationJson;
import dev.carillon.tenancy.Database;
import dev.carillon.tenancy.Query;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The browsers of users in PostgreSQL. Blocks; never on an event loop. */
@Singleton
class SubscriptionStore {

    private static final String PUT = "select push_subscribe(?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private static final String REPLACE =
            "select push_resubscribe(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, make_interval(secs => ?), ?)";

    private static final String OF_USER = """
            select id, origin, page, created_at, renewed_at from push_subscription
            where organization_id = ? and user_id = ? and gone_at is null order by created_at, id
            """;

    private static final String FIND = """
            select id, origin, page, created_at, renewed_at from push_subscription
            where organization_id = ? and user_id = ? and id = ?
            """;

    private static final String DELETE =
            "delete from push_subscription where organization_id = ? and user_id = ? and id = ?";

    private final Database database;
    private final PushConfig config;

    @Inject
    SubscriptionStore(Database database, PushConfig config) {
        this.database = database;
        this.config = config;
    }

    /** A subscription that was checked. */
    record Checked(String id, String service, String endpoint, byte[] publicKey, byte[] secret, String page) {}

    /** Keeps it, or renews it. Another user who had this browser before loses it. */
    void put(String organizationId, String userId, Checked browser) {
        Query put = Query.of(
                PUT,
                organizationId,
                userId,
                browser.id(),
                browser.service(),
                browser.endpoint(),
                browser.publicKey(),
                browser.secret(),
                browser.page(),
                config.maxPerUser());
        database.certain(put, row -> true);
    }

    /**
     * As {@link #put} in place of another subscription of the user, whose messages are for this one from now on. One that had ended
     * gets what was meant for it meanwhile.
     *
     * @param replaced the id of the other one
     * @return false if the user has none of that id; then nothing is kept
     */
    boolean replace(String organizationId, String userId, String replaced, Checked browser) {
        Query replace = Query.of(
                REPLACE,
                organizationId,
                userId,
                replaced,
                browser.id(),
                browser.service(),
                browser.endpoint(),
                browser.publicKey(),
                browser.secret(),
                browser.page(),
                config.maxPerUser(),
                config.giveUpAfter(),
                config.maxWaiting());
        return database.certain(replace, row -> row.next() && row.getBoolean(1));
    }

    List<PushSubscription> list(String organizationId, String userId) {
        return database.query(organizationId, Query.of(OF_USER, organizationId, userId), row -> {
            List<PushSubscription> browsers = new ArrayList<>();
            while (row.next()) {
                browsers.add(browser(row));
            }
            return browsers;
        });
    }

    Optional<PushSubscription> find(String organizationId, String userId, String id) {
        return database.query(
                organizationId,
                Query.of(FIND, organizationId, userId, id),
                row -> row.next() ? Optional.of(browser(row)) : Optional.empty());
    }

    boolean delete(String organizationId, String userId, String id) {
        return database.transaction(
                organizationId, transaction -> transaction.update(Query.of(DELETE, organizationId, userId, id)) > 0);
    }

    private static PushSubscription browser(ResultSet row) throws SQLException {
        return new PushSubscription(row.getString(1), row.getString(2), row.getString(3), time(row, 4), time(row, 5));
    }

    private static String time(ResultSet row, int column) throws SQLException {
        return NotificationJson.isoMillis(Objects.requireNonNull(Database.instant(row, column)));
    }
}
