package dev.carillon.handover;

import dev.carillon.tenancy.Database;
import dev.carillon.tenancy.Query;
import dev.carillon.webhook.TypePattern;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rules of organizations in PostgreSQL. Blocks. */
@Singleton
class RuleStore {

    private static final String LIST = """
            select types, after_seconds, organization_wide, media from handover_rule where organization_id = ? order by place
            """;

    private static final String WISH = """
            select after_seconds from handover_wish where organization_id = ? and notification_id = ?
            """;

    private static final String DELETE = "delete from handover_rule where organization_id = ?";

    private static final String INSERT = """
            insert into handover_rule (organization_id, place, types, after_seconds, organization_wide, media)
            select ?, r.place, r.types, r.after_seconds, r.wide = 1, string_to_array(r.media, ',')
            from unnest(?, ?, ?, ?) with ordinality r (types, after_seconds, wide, media, place)
            """;

    private final Database database;

    @Inject
    RuleStore(Database database) {
        this.database = database;
    }

    List<HandoverRule> list(String organizationId) {
        return database.query(organizationId, Query.of(LIST, organizationId), row -> {
            List<HandoverRule> rules = new ArrayList<>();
            while (row.next()) {
                rules.add(new HandoverRule(
                        TypePattern.shown(row.getString(1)),
                        row.getObject(2, Integer.class),
                        row.getBoolean(3),
                        media(row)));
            }
            return rules;
        });
    }

    /** The word of a notification's sender, as a rule for it alone; empty for none. */
    Optional<HandoverRule> wish(String organizationId, long notificationId) {
        return database.query(
                organizationId,
                Query.of(WISH, organizationId, notificationId),
                row -> row.next()
                        ? Optional.of(new HandoverRule("*", row.getObject(1, Integer.class), true, null))
                        : Optional.empty());
    }

    private static @Nullable List<String> media(ResultSet row) throws SQLException {
        Array media = row.getArray(4);
        return media == null ? null : List.of((String[]) media.getArray());
    }

    /** All at once. */
    void replace(String organizationId, List<HandoverRule> rules) {
        Query insert = Query.of(
                INSERT,
                organizationId,
                rules.stream().map(rule -> TypePattern.like(rule.types())).toArray(String[]::new),
                rules.stream().map(HandoverRule::afterSeconds).toArray(Integer[]::new),
                rules.stream()
                        .map(rule -> Boolean.TRUE.equals(rule.organizationWide()) ? 1 : 0)
                        .toArray(Integer[]::new),
                rules.stream()
                        .map(rule -> rule.media() == null ? null : String.join(",", rule.media()))
                        .toArray(String[]::new));
        database.transaction(organizationId, transaction -> {
            transaction.update(Query.of(DELETE, organizationId));
            return transaction.update(insert);
        });
    }
}
