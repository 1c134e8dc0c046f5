package dev.carillon.bigtables;

import java.util.Locale;

/** The rows of a {@link Shape}, by their numbers alone. */
final class FillingSql {

    /** In the time that production keeps them. */
    private static final String TIME = "date_trunc('milliseconds', now() - (%d - n) * (interval '90 days' / %d))";

    /** A rate of expiry, collapse keys and data as in the benchmark of the inbox. */
    private static final String NOTIFICATIONS = """
            insert into notification_%1$d
                (segment, organization_id, id, mark, user_id, type, title, message, action_url, created_at, data, expires_at,
                 collapse_key, sender, xid)
            select %1$d, r.organization, r.id, hashint8(n) | 1,
                   case when not r.everyone then 'u' || (abs(hashint8(n)::bigint) %% r.users) end,
                   (array['session_created','session_moved','invoice_paid','message'])[1 + n / 7 %% 4],
                   'A session was booked', 'Session ' || n || ' is booked in Studio A for Saturday at ten',
                   case when n / 2 %% 2 = 0 then '/sessions/' || n end, %2$s,
                   case when n / 2 %% 10 = 0 then '{"room":"Studio A"}'::json end,
                   case when n / 2 %% 100 = 1 then now() - interval '1 second' end,
                   case when n / 2 %% 50 = 2 then 'key' || n %% 3 end,
                   'key-26', case when n %% 2 = 1 or n %% 10 = 8 then (%3$d + n / 10)::text::xid8 end
            from generate_series(%4$d::bigint, %5$d) n
            cross join lateral (
                select case when n %% 2 = 0 then '%6$s' else 'small-' || n / 2 %% %7$d end as organization,
                       case when n %% 2 = 0 then %8$d + n / 2 + 1 else %9$d + n / 2 / %7$d + 1 end as id,
                       case when n %% 2 = 0 then n / 2 %% %10$d = 0
                            else (n / 2 / %7$d + n / 2) %% %11$d = 0 end as everyone,
                       case when n %% 2 = 0 then %12$d else %13$d end as users) r
            """;

    private static final String UNLESS_IDLE = " where n %% 2 = 0 or n / 2 %% %d %% %d <> %d ";

    /** As the first append of an organization in a segment moves it. */
    private static final String POINTERS = """
            insert into organization as o (id, segment, first_id, previous_segment, previous_first_id)
            select organization_id, %1$d, min(id), %1$d, min(id) from notification_%1$d group by organization_id
            on conflict (id) do update
                set segment = excluded.segment, first_id = excluded.first_id,
                    previous_segment = o.segment, previous_first_id = o.first_id
            """;

    private static final String FLOORS = """
            insert into organization_floor (organization_id, id, mark)
            select id, case id when '%s' then %d else %d end, 26 from organization
            """;

    /** Everybody but each tenth user has read the first 90 to 100 percent. */
    private static final String WATERMARKS = """
            insert into inbox (organization_id, user_id, read_through, seen_through, changes)
            select '%1$s', 'u' || u, w.id, w.id, 20 from generate_series(0, %2$d - 1) u
            cross join lateral (select %3$d + (%4$d * (0.9 + 0.1 * (abs(hashint4(u)) %% 1000) / 1000))::bigint) w (id)
            where u %% 10 <> 9
            union all
            select 'small-' || k, 'u' || u, w.id, w.id, 20
            from generate_series(0, %5$d - 1) k cross join generate_series(0, %6$d - 1) u
            cross join lateral (select %7$d + (%8$d * (0.9 + 0.1 * (abs(hashint4(k * 10 + u)) %% 1000) / 1000))::bigint) w (id)
            where u %% 10 <> 9
            """;

    /** Of fifty notifications one is archived, deleted or marked unread again. */
    private static final String MARKS = """
            insert into inbox_mark_%1$d (segment, organization_id, user_id, notification_id, is_read, archived, deleted)
            select %1$d, organization_id, user_id, id, case when h / 50 %% 3 = 0 then false end, h / 50 %% 3 = 1, h / 50 %% 3 = 2
            from (select organization_id, user_id, id, abs(mark::bigint) / 2 as h from notification_%1$d) n
            where user_id is not null and h %% 50 = 0
            """;

    private static final String OPENED = """
            update segment set opened_at = (select %s from (values (%d::bigint)) r (n)) where number = %d
            """;

    private FillingSql() {}

    static String notifications(Shape shape, int segment, long from, long end, long transaction) {
        String sql = text(
                NOTIFICATIONS,
                segment,
                time(shape),
                transaction,
                from,
                end - 1,
                Shape.LARGE,
                shape.organizations(),
                Shape.FLOOR_OF_LARGE,
                Shape.FLOOR_OF_SMALL,
                Math.max(1, shape.rows() / 2 / Shape.EVERYONE_IN_LARGE),
                Shape.EVERYONE_IN_SMALL,
                shape.users(),
                Shape.USERS_OF_SMALL);
        boolean idle = segment > Shape.IDLE_SINCE;
        return idle ? sql + text(UNLESS_IDLE, shape.organizations(), Shape.IDLE_OF, Shape.IDLE_OF - 1) : sql;
    }

    private static String time(Shape shape) {
        return text(TIME, shape.rows(), shape.rows());
    }

    static String pointers(int segment) {
        return text(POINTERS, segment);
    }

    static String floors(Shape shape) {
        return text(FLOORS, Shape.LARGE, Shape.FLOOR_OF_LARGE, Shape.FLOOR_OF_SMALL);
    }

    static String watermarks(Shape shape) {
        return text(
                WATERMARKS,
                Shape.LARGE,
                shape.users(),
                Shape.FLOOR_OF_LARGE,
                shape.rows() / 2,
                shape.organizations(),
                Shape.USERS_OF_SMALL,
                Shape.FLOOR_OF_SMALL,
                shape.rows() / 2 / shape.organizations());
    }

    static String marks(int segment) {
        return text(MARKS, segment);
    }

    static String opened(Shape shape, int segment) {
        return text(OPENED, time(shape), shape.firstOf(segment), segment);
    }

    private static String text(String template, Object... values) {
        return String.format(Locale.ROOT, template, values);
    }
}
