package dev.carillon.check;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * The connections that pods may take, against what the server, the database and the account allow.
 *
 * @param pods at most
 * @param perPod in the pool of each
 */
record ConnectionCount(int pods, int perPod) {

    // Retention has a connection of its own.
    private static final int BESIDE_POOL = 1;
    // A rollout adds a quarter of the pods: maxSurge of the Deployment.
    private static final int SURGE_PART = 4;
    // For operators and backups: docs/operations.md, Sizing.
    private static final int OTHERS = 10;

    private static final String ALLOWED = """
            select least(
                current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
                    - coalesce(current_setting('reserved_connections', true)::int, 0),
                (select case when datconnlimit < 0 then 2000000 else datconnlimit end
                 from pg_database where datname = current_database()),
                (select case when rolconnlimit < 0 then 2000000 else rolconnlimit end
                 from pg_roles where rolname = current_user))
            """;

    int needed() {
        int surge = (pods + SURGE_PART - 1) / SURGE_PART;
        return (pods + surge) * (perPod + BESIDE_POOL);
    }

    Finding compare(Connection connection) throws SQLException {
        int allowed = Integer.parseInt(Answer.text(connection, ALLOWED));
        String text =
                pods + " pods, a quarter more in a rollout, take up to " + needed() + "; the server allows " + allowed;
        if (needed() > allowed) {
            return Finding.failure("", text + ": smaller pools, more max_connections, or a pooler");
        }
        return needed() + OTHERS > allowed
                ? Finding.warning("", text + ": too few are left for operators and backups")
                : Finding.ok("", text);
    }
}
