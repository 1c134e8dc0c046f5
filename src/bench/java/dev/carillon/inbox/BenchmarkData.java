package dev.carillon.inbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** One organization with a history: read, archived, deleted, replaced and expired notifications. */
final class BenchmarkData {

    static final String ORGANIZATION = "studio";
    static final int USERS = 10_000;
    static final int NOTIFICATIONS = 1_000_000;

    /** Of 200 notifications one is for everybody, one in 50 has a collapse key, one in 100 has expired. */
    private static final String NOTIFY = """
            insert into notification (segment, mark, organization_id, id, user_id, type, title, message, created_at,
                                      data, expires_at, collapse_key)
            select 1, 1, 'studio', n, case when n %% 200 <> 0 then 'u' || (abs(hashint8(n)) %% %d) end,
                   (array['session_created','session_moved','invoice_paid','message'])[1 + abs(hashint8(-n)) %% 4],
                   'Nouvelle session réservée', 'Session enregistrée pour Studio A le 27/12/2025',
                   now() - (1000001 - n) * interval '1 second',
                   case when n %% 10 = 0 then '{"room":"Studio A"}'::json end,
                   case when n %% 100 = 1 then now() - interval '1 second' end,
                   case when n %% 50 = 2 then 'key' || n %% 3 end
            from generate_series(1::bigint, %d) n
            """.formatted(USERS, NOTIFICATIONS);

    /** Everybody but each tenth user has read the first 90 to 100 percent. */
    private static final String READ = """
            insert into inbox select 'studio', 'u' || u, 900000 + u * 10 %% 100000, 20
            from generate_series(0, %d) u where u %% 10 <> 9
            """.formatted(USERS - 1);

    /** Of each user's newest twenty some are read by themselves, archived, deleted, or marked unread again. */
    private static final String MARK = """
            insert into inbox_mark (segment, organization_id, user_id, notification_id, is_read, archived, deleted)
            select 1, organization_id, user_id, id, case id % 5 when 0 then true when 1 then false end,
                   id % 5 = 2, id % 5 = 3
            from notification where user_id is not null and id > 800000 and id % 3 = 0
            """;

    private BenchmarkData() {}

    static void fill(Connection connection) throws SQLException, IOException {
        try (Statement statement = connection.createStatement()) {
            for (Path migration : migrations()) {
                statement.execute(Files.readString(migration));
            }
            // Row-level security shows one organization only; here it is the same one for the whole session.
            statement.execute("select set_config('carillon.organization', 'studio', false)");
            statement.execute("insert into organization (id) values ('studio')");
            statement.execute(NOTIFY);
            statement.execute(READ);
            statement.execute(MARK);
            statement.execute("vacuum analyze");
        }
    }

    private static List<Path> migrations() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/db/migration"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("V"))
                    .sorted(Comparator.comparingInt(BenchmarkData::version))
                    .toList();
        }
    }

    private static int version(Path migration) {
        String name = migration.getFileName().toString();
        return Integer.parseInt(name.substring(1, name.indexOf("__")));
    }
}
