package dev.carillon.inbox;

/**
 * The statements that read the inbox, and the three that change a user's row. Each list and each count is one statement
 * over indexes, so that it sees one moment; {@code src/bench/inbox} writes their plans.
 *
 * <p>Two indexes hold the notifications that a user may see: those for the user and those for everybody. A list merges
 * the newest of both.
 *
 * <p>See docs/adr/0036-seen-is-a-second-watermark.md and docs/adr/0043-muting-is-a-view.md
 */
final class InboxStatements {

    /** The newest notification by the organization's pointer, or what retention has dropped last. */
    private static final String HEAD = """
            from (values (1)) one
            left join organization o on o.id = :organization
            left join organization_floor f on f.organization_id = :organization
            left join lateral (
                select n.id, n.mark from notification n
                where n.organization_id = :organization and n.segment = o.segment order by n.id desc limit 1
            ) h on true
            """;

    /**
     * The head of the log, and how far the user has read and seen it; one row, also for a user without one. Materialized,
     * so that a watermark stays a condition of the index under row-level security too. A read
     * notification was seen, too. {@code unread_from} and {@code recent} are lower bounds of segments: for unread notifications, and for the organization's newest two segments.
     */
    private static final String READER = """
            with reader as materialized (
                select coalesce(h.id, f.id, 0) as head, coalesce(h.mark, f.mark, 0) as head_mark,
                       coalesce(i.read_through, 0) as read_through,
                       coalesce(greatest(i.seen_through, i.read_through), 0) as seen_through,
                       coalesce(i.changes, 0) + coalesce(d.version, 0) as changes,
                       greatest(p.generation, d.generation, 0) as preferences,
                       case when p.mutes or d.mutes then coalesce(d.required, '{}') || coalesce(p.in_app, '{}')
                           || coalesce(d.in_app, '{}') end as rules,
                       coalesce(segment_from(o, coalesce(i.read_through, 0) + 1), 0) as unread_from,
                       case when :everywhere then 0 else coalesce(o.previous_segment, 0) end as recent
                %s
                left join inbox i on i.organization_id = :organization and i.user_id = :user
                left join preference p on p.organization_id = :organization and p.user_id = :user
                left join preference_default d on d.organization_id = :organization
            )
            """.formatted(HEAD);

    private static final String ITEM = """
            select n.id, n.type, n.title, n.message, n.action_url, n.created_at,
                   cast(n.data as text) as data, n.expires_at, n.collapse_key,
                   coalesce(m.is_read, n.id <= reader.read_through) as is_read,
                   coalesce(m.archived, false) as archived, n.changed_at,
                   m.notification_id is not null or n.id <= reader.seen_through as is_seen,
                   case when n.collapse_key is not null and n.user_id is null then 'organization' end as audience
            """;

    private static final String MARKED = """
            from notification n left join inbox_mark m
                on m.organization_id = :organization and m.user_id = :user and m.notification_id = n.id and m.segment = n.segment
            where n.organization_id = :organization
            """;

    /**
     * Looks up the notification of each mark. PostgreSQL plans these statements once for all users. With a plain join, it may
     * choose to read the organization's log from a user's first mark to the last.
     */
    private static final String MARKS = """
            from inbox_mark m cross join lateral (
                select * from notification n
                where n.organization_id = :organization and n.id = m.notification_id and n.segment = m.segment limit 1) n
            where m.organization_id = :organization and m.user_id = :user
            """;

    private static final String RECENT = " and n.segment >= reader.recent ";
    private static final String OF_USER = " and n.user_id = :user ";
    private static final String OF_EVERYONE = " and n.user_id is null ";
    // A recalled notification, and the entries that recall and update, have expired long ago (V32__recall.sql).
    private static final String CURRENT = " and (n.expires_at is null or n.expires_at > now()) ";
    private static final String NOT_GONE = " and not coalesce(m.deleted, false) and not coalesce(m.archived, false) ";
    private static final String UNREAD =
            " and n.segment >= reader.unread_from and n.id > reader.read_through and not coalesce(m.is_read, false) ";
    private static final String MARKED_UNREAD =
            " and not m.is_read and not m.archived and not m.deleted and m.notification_id <= reader.read_through ";
    private static final String ARCHIVED = " and m.archived and not m.deleted ";

    /** A user who has marked a notification in any way has seen it, whatever the mark says now. */
    private static final String UNSEEN = """
             and n.segment >= reader.unread_from and n.id > reader.seen_through and not exists (
                select from inbox_mark m
                where m.organization_id = :organization and m.user_id = :user and m.notification_id = n.id
                    and m.segment = n.segment)
            """;

    private static final String SEEN_UNREAD = """
             and n.segment >= reader.unread_from and n.id > reader.read_through and n.id <= reader.seen_through
             and not exists (
                select from inbox_mark m
                where m.organization_id = :organization and m.user_id = :user and m.notification_id = n.id
                    and m.segment = n.segment and (m.is_read or m.archived or m.deleted))
            """;

    private static final String UNREAD_BY_MARK = """
             and m.notification_id > reader.seen_through and m.segment >= reader.unread_from
             and not coalesce(m.is_read, false) and not m.archived and not m.deleted
            """;

    /** By the first rule that matches, as class MutedTypes does for streams; archived notifications stay where they are. */
    private static final String NOT_MUTED = """
             and (reader.rules is null or coalesce((
                select left(r.rule, 1) = '+' from unnest(reader.rules) with ordinality r (rule, place)
                where case when r.rule like '%*' then starts_with(n.type, substr(r.rule, 2, length(r.rule) - 2))
                    else n.type = substr(r.rule, 2) end
                order by r.place limit 1), true))
            """;

    // The other statement counts for users who have muted something.
    private static final String NOTHING_MUTED = " and reader.rules is null ";

    private static final String TYPE = " and n.type like any (:types) ";
    private static final String PAGE = " and n.id < :before order by n.id desc limit :limit";
    private static final String PAGE_OF_MARKS =
            " and m.notification_id < :before order by m.notification_id desc limit :limit";

    /** Everything that is not archived, in the newest segments or, if these do not fill the page, everywhere. */
    static final String INBOX = READER
            + merge(
                    ITEM
                            + MARKED
                            + RECENT
                            + OF_USER
                            + NOT_GONE
                            + CURRENT
                            + TYPE
                            + NOT_MUTED
                            + notReplaced(OF_USER)
                            + PAGE,
                    ITEM
                            + MARKED
                            + RECENT
                            + OF_EVERYONE
                            + NOT_GONE
                            + CURRENT
                            + TYPE
                            + NOT_MUTED
                            + notReplaced(OF_EVERYONE)
                            + PAGE);

    /** Unread: after the watermark without a mark, or before it with one. */
    static final String UNREAD_ONLY = READER
            + merge(
                    ITEM + MARKED + OF_USER + UNREAD + NOT_GONE + CURRENT + TYPE + NOT_MUTED + isNewest(OF_USER) + PAGE,
                    ITEM
                            + MARKED
                            + OF_EVERYONE
                            + UNREAD
                            + NOT_GONE
                            + CURRENT
                            + TYPE
                            + NOT_MUTED
                            + isNewest(OF_EVERYONE)
                            + PAGE,
                    ITEM + MARKS + MARKED_UNREAD + CURRENT + TYPE + NOT_MUTED + isNewest() + PAGE_OF_MARKS);

    static final String ARCHIVE = READER + merge(ITEM + MARKS + ARCHIVED + CURRENT + TYPE + PAGE_OF_MARKS);

    static final String ARCHIVE_UNREAD = READER
            + merge(ITEM
                    + MARKS
                    + ARCHIVED
                    + " and not coalesce(m.is_read, n.id <= reader.read_through)"
                    + CURRENT
                    + TYPE
                    + PAGE_OF_MARKS);

    /** One notification, if it is still in the user's inbox or archive. */
    static final String ONE = READER
            + "select n.* from reader cross join lateral ("
            + ITEM
            + MARKED
            + " and (n.user_id = :user or n.user_id is null) and n.id = :id and not coalesce(m.deleted, false)"
            + CURRENT
            + ") n";

    /**
     * The counts and their version at the same moment. The version rises with each notification of the organization and
     * each change by the user, and with nothing else. Of two counts, the one with the higher version is newer.
     *
     * <p>Unread is unseen (counted once, hence the second table), seen since the read watermark, marked beyond what was
     * seen, and marked unread behind the read watermark: four parts that do not overlap.
     */
    static final String UNREAD_COUNT = unreadCount(NOTHING_MUTED);

    /**
     * The same for a user who has muted something, which the indexes do not know: {@link #UNREAD_COUNT} counts nothing then,
     * and says so in its last column.
     */
    static final String UNREAD_COUNT_OF_MUTING = unreadCount(NOT_MUTED);

    /** Counts, newest notifications and the head that both belong to. */
    static final String SNAPSHOT = snapshot(UNREAD_COUNT);

    /** The same for a user who has muted something. */
    static final String SNAPSHOT_OF_MUTING = snapshot(UNREAD_COUNT_OF_MUTING);

    /** Takes the lock for changes of the user's marks, and raises the version. */
    static final String TOUCH = """
            insert into inbox as i (organization_id, user_id, changes) values (:organization, :user, 1)
            on conflict (organization_id, user_id) do update set changes = i.changes + 1
            returning read_through
            """;

    /** The same, and moves the watermark: never back, and never beyond the head. */
    static final String READ_THROUGH = """
            insert into inbox as i (organization_id, user_id, changes, read_through)
            values (:organization, :user, 1,
                    least(:through, (select coalesce(h.id, f.id, 0) %s)))
            on conflict (organization_id, user_id) do update
                set changes = i.changes + 1, read_through = greatest(i.read_through, excluded.read_through)
            returning least(:through, read_through)
            """.formatted(HEAD);

    /** Moves the other watermark in the same way. Nothing happens, and no row is returned, if it is there already. */
    static final String SEEN_THROUGH = """
            insert into inbox as i (organization_id, user_id, changes, seen_through)
            select :organization, :user, 1, t.through
            from (select least(:through, (select coalesce(h.id, f.id, 0) %s)) as through) t
            where t.through > 0
            on conflict (organization_id, user_id) do update
                set changes = i.changes + 1, seen_through = excluded.seen_through
                where greatest(i.seen_through, i.read_through) < excluded.seen_through
            returning seen_through
            """.formatted(HEAD);

    private InboxStatements() {}

    private static String unreadCount(String muted) {
        return READER
                + ", tally as materialized (select "
                + counted(ofUser(UNSEEN + muted))
                + " + "
                + counted(ofEveryone(UNSEEN + muted))
                + " as unseen from reader) select reader.head + reader.changes as version, least(:max, tally.unseen + "
                + counted(ofUser(SEEN_UNREAD + muted))
                + " + "
                + counted(ofEveryone(SEEN_UNREAD + muted))
                + " + "
                + counted(MARKS + UNREAD_BY_MARK + CURRENT + muted + isNewest())
                + " + "
                + counted(MARKS + MARKED_UNREAD + CURRENT + muted + isNewest())
                + ") as unread, reader.head, reader.head_mark, least(:max, tally.unseen) as unseen,"
                + " reader.seen_through, reader.preferences, reader.rules is not null as mutes"
                + " from reader cross join tally";
    }

    private static String snapshot(String count) {
        return "select t.head_mark, t.version, t.unread, t.head, t.unseen, t.seen_through, t.preferences, t.mutes, l.* from ("
                + count + ") t left join (" + INBOX + ") l on true order by l.id desc";
    }

    private static String merge(String... branches) {
        return "select n.* from reader cross join lateral ((" + String.join(") union all (", branches)
                + ")) n order by n.id desc limit :limit";
    }

    private static String counted(String rows) {
        return "(select count(*) from (select 1 " + rows + " limit :max) counted)";
    }

    private static String ofUser(String condition) {
        return "from notification n where n.organization_id = :organization" + OF_USER + CURRENT + isNewest(OF_USER)
                + condition;
    }

    private static String ofEveryone(String condition) {
        return "from notification n where n.organization_id = :organization" + OF_EVERYONE + CURRENT
                + isNewest(OF_EVERYONE) + condition;
    }

    /** An unread notification gives way to its successor. Without a collapse key it has none. */
    private static String isNewest(String recipient) {
        return " and (n.collapse_key is null or not " + successor(recipient, "") + ") ";
    }

    /** The same for a mix of both kinds of recipient. */
    private static String isNewest() {
        return " and (n.collapse_key is null or not case when n.user_id is null then " + successor(OF_EVERYONE, "")
                + " else " + successor(OF_USER, "") + " end) ";
    }

    /**
     * The same for lists with read notifications: one that was read before its successor came stays. If only the
     * watermark says that it is read, this is known while the watermark is before the successor.
     */
    private static String notReplaced(String recipient) {
        return """
                 and (n.collapse_key is null or not case
                    when m.is_read then m.replaced
                    when m.is_read is null and n.id <= reader.read_through then %s
                    else %s
                end)
                """.formatted(successor(recipient, " and s.id <= reader.read_through"), successor(recipient, ""));
    }

    /** Whether there is a newer notification with the same key and recipient. */
    private static String successor(String recipient, String condition) {
        return "exists (select from notification s where s.organization_id = :organization"
                + recipient.replace("n.", "s.")
                + "and s.collapse_key = n.collapse_key and s.segment >= n.segment and s.id > n.id" + condition + ")";
    }
}
