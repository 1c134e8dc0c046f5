package dev.carillon.preference;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.tenancy.Database;
import java.time.Clock;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Preferences in a database of tests. */
public final class StoredPreferences {

    private final PreferenceStore store;

    public StoredPreferences(DataSource database) {
        store = new PreferenceStore(new Database(database), new ObjectMapper(), Clock.systemUTC());
    }

    public PreferenceStore store() {
        return store;
    }

    /** The user's first ones. */
    public void put(String organization, String user, List<TypePreference> types, @Nullable QuietHours quietHours) {
        store.store(organization, user, new PreferencesChange(0L, types, quietHours));
    }
}
