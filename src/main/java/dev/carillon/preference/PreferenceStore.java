package dev.carillon.preference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.notification.NotificationJson;
import dev.carillon.preference.UserPreferences.QuietPeriod;
import dev.carillon.tenancy.Database;
import dev.carillon.tenancy.LogUnavailable;
import dev.carillon.tenancy.Query;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Preferences in PostgreSQL, which are authoritative. Blocks; fails with {@link LogUnavailable}. */
@Singleton
public class PreferenceStore {

    /** A page asks again within this time, or it knows of no quiet hours any more. */
    private static final int DAYS_AHEAD = 7;

    private static final String OF_USER = """
            select coalesce(p.version, 0), coalesce(p.types, '[]'), p.quiet_hours, coalesce(d.types, '[]')
            from (values (1)) one
            left join preference p on p.organization_id = ? and p.user_id = ?
            left join preference_default d on d.organization_id = ?
            """;

    private static final String OF_ORGANIZATION =
            "select version, types from preference_default where organization_id = ?";

    private static final String STORE = "select store_preferences(?, ?, ?, ?, ?, ?, ?)";

    private static final String STORE_DEFAULTS = "select store_default_preferences(?, ?, ?, ?, ?, ?)";

    private static final TypeReference<List<TypePreference>> TYPES = new TypeReference<>() {};
    private static final TypeReference<List<TypeDefault>> DEFAULTS = new TypeReference<>() {};

    private final Database database;
    private final ObjectMapper json;
    private final Clock clock;

    @Inject
    PreferenceStore(Database database, ObjectMapper json, Clock clock) {
        this.database = database;
        this.json = json;
        this.clock = clock;
    }

    /** The user's own, and those of the organization, at one moment. */
    public UserPreferences ofUser(String organizationId, String userId) {
        return database.query(organizationId, Query.of(OF_USER, organizationId, userId, organizationId), row -> {
            row.next();
            String quietHours = row.getString(3);
            QuietHours quiet = quietHours == null ? null : read(quietHours, new TypeReference<QuietHours>() {});
            return new UserPreferences(
                    row.getLong(1),
                    read(row.getString(2), TYPES),
                    quiet,
                    periods(quiet),
                    read(row.getString(4), DEFAULTS));
        });
    }

    private List<QuietPeriod> periods(@Nullable QuietHours quiet) {
        Instant now = clock.instant();
        List<QuietPeriod> periods = new ArrayList<>();
        if (quiet != null) {
            quiet.schedule()
                    .map(schedule -> schedule.periods(now, DAYS_AHEAD))
                    .orElse(List.of())
                    .forEach(period -> periods.add(new QuietPeriod(
                            NotificationJson.isoMillis(period.start()), NotificationJson.isoMillis(period.end()))));
        }
        return periods;
    }

    DefaultPreferences ofOrganization(String organizationId) {
        return database.query(
                organizationId,
                Query.of(OF_ORGANIZATION, organizationId),
                row -> row.next()
                        ? new DefaultPreferences(row.getLong(1), read(row.getString(2), DEFAULTS))
                        : new DefaultPreferences(0, List.of()));
    }

    /** @throws StalePreferences if somebody else was faster */
    void store(String organizationId, String userId, PreferencesChange change) {
        List<String> compiled = MutedTypes.compile(Preferences.ordered(change.types().stream()));
        Query store = Query.of(
                STORE,
                organizationId,
                userId,
                change.version(),
                write(change.types()),
                change.quietHours() == null ? null : write(change.quietHours()),
                compiled.toArray(String[]::new),
                MutedTypes.mutes(compiled));
        stored(organizationId, store, change.version());
    }

    /** @throws StalePreferences if somebody else was faster */
    void storeDefaults(String organizationId, DefaultsChange change) {
        List<String> required = MutedTypes.compile(Preferences.required(change.types()));
        List<String> optional = MutedTypes.compile(Preferences.optional(change.types()));
        Query store = Query.of(
                STORE_DEFAULTS,
                organizationId,
                change.version(),
                write(change.types()),
                required.toArray(String[]::new),
                optional.toArray(String[]::new),
                MutedTypes.mutes(required) || MutedTypes.mutes(optional));
        stored(organizationId, store, change.version());
    }

    private void stored(String organizationId, Query store, long expected) {
        boolean stored = database.query(organizationId, store, row -> isStored(row));
        if (!stored) {
            throw new StalePreferences(expected);
        }
    }

    private static boolean isStored(ResultSet row) throws SQLException {
        row.next();
        return row.getObject(1) != null;
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Every record of this package can be written", e);
        }
    }

    private <T> T read(String text, TypeReference<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Only this class writes it", e);
        }
    }
}
