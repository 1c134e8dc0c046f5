package dev.carillon.broadcast;

import dev.carillon.bus.BusSeal;
import dev.carillon.fanout.Frame;
import dev.carillon.notification.Committed;
import dev.carillon.notification.Notification;
import dev.carillon.notification.NotificationJson;
import dev.carillon.socket.SharedBytes;
import dev.carillon.sse.Cursor;
import dev.carillon.sse.SseText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A message between pods, within the envelope that {@link BusSeal} makes. The first line names the kind, so that a pod of
 * another version can skip kinds that it does not know.
 *
 * <pre>
 * entries &lt;mark of the notification before the first&gt;\n
 * &lt;mark&gt;-&lt;id&gt; &lt;user or *&gt; &lt;type&gt; &lt;createdAt, epoch millis&gt; &lt;bytes of JSON&gt; [&lt;traceparent&gt;] [changes:&lt;id&gt;]\n&lt;JSON&gt;   (for each one)
 *
 * signal &lt;user&gt; &lt;bytes of JSON&gt;\n&lt;JSON&gt;
 *
 * disconnect &lt;user or *&gt; &lt;credential or *&gt; &lt;organization&gt;\n
 *
 * question &lt;question&gt; &lt;channel of the asking pod&gt; &lt;bytes of JSON&gt;\n&lt;JSON&gt;
 * answer &lt;question&gt; &lt;bytes of JSON&gt;\n&lt;JSON&gt;
 *
 * report &lt;bytes of JSON&gt;\n&lt;JSON&gt;
 * </pre>
 *
 * By their rules ids, users, types and credentials hold no blank, so blanks can separate them.
 */
public sealed interface BusMessage {

    String ANY = "*";
    String CHANGES = "changes:";
    String ENTRIES = "entries ";
    String EARLIER_ENTRIES = "notifications ";

    /** Estimate of what a message takes beside its JSON. */
    int OBJECT_BYTES = 128;

    /**
     * How much JSON of a large commit goes into one message. Redis and each pod hold messages whole, and pods reject
     * oversized ones.
     */
    int PART_BYTES = 256 * 1024;

    /**
     * The notifications of one commit. Each has a line that says whom it is for, and the JSON exactly as clients get it.
     * The pod that committed makes the JSON, once in the whole cluster; no pod parses it again.
     *
     * @param before the mark of the notification before the first; a pod that stands elsewhere does not deliver them
     */
    record Notifications(int before, List<Entry> entries) implements BusMessage {

        static Notifications of(Committed committed, Instant now) {
            return new Notifications(
                    committed.before().mark(),
                    committed.notifications().stream()
                            .map(n -> Entry.of(n, now))
                            .toList());
        }

        /** The same in messages small enough to be received, in order. */
        List<Notifications> parts() {
            List<Notifications> parts = new ArrayList<>(1);
            int from = 0;
            long bytes = 0;
            for (int i = 0; i < entries.size(); i++) {
                int more = entries.get(i).json().length;
                if (i > from && bytes + more > PART_BYTES) {
                    parts.add(part(from, i));
                    from = i;
                    bytes = 0;
                }
                bytes += more;
            }
            parts.add(from == 0 ? this : part(from, entries.size()));
            return parts;
        }

        private Notifications part(int from, int to) {
            return new Notifications(markBefore(from), entries.subList(from, to));
        }

        /** The mark of the notification before the entry with this index. */
        int markBefore(int index) {
            return index == 0 ? before : entries.get(index - 1).cursor().mark();
        }
    }

    /**
     * @param userId null for the whole organization
     * @param traceParent null for most; at the end of the line, which pods of older versions do not read
     * @param changes the id of the notification that the entry recalls or updates, at the very end; 0 for a notification
     */
    record Entry(
            Cursor cursor,
            @Nullable String userId,
            String type,
            long createdAtMillis,
            byte[] json,
            @Nullable String traceParent,
            long changes) {

        /** A notification without a trace. */
        Entry(Cursor cursor, @Nullable String userId, String type, long createdAtMillis, byte[] json) {
            this(cursor, userId, type, createdAtMillis, json, null, 0);
        }

        /** An estimate of its memory. */
        int bytes() {
            return OBJECT_BYTES + json.length;
        }

        long id() {
            return cursor.id();
        }

        /**
         * The bytes for the clients of this pod.
         *
         * @param before the mark of the notification before it
         */
        Frame frame(int before) {
            byte[] event = SseText.event(cursor, json);
            return new Frame(
                    cursor, before, userId, type, createdAtMillis, SharedBytes.of(event), traceParent, changes);
        }

        static Entry of(Notification notification, Instant now) {
            Notification.Change change = notification.change();
            return new Entry(
                    new Cursor(notification.mark(), notification.id()),
                    notification.recipient().nullableUser(),
                    notification.type(),
                    notification.createdAt().toEpochMilli(),
                    NotificationJson.writeMessage(notification, now),
                    notification.extras().traceParent(),
                    change == null ? 0 : change.of());
        }
    }

    /** A message to one user's clients that has no place in the log; the newest replaces all before it. */
    record Signal(String userId, byte[] json) implements BusMessage {}

    /** Ends streams of the organization that are no longer allowed; null matches any user, or any credential. */
    record Disconnect(
            String organizationId,
            @Nullable String userId,
            @Nullable String credential) implements BusMessage {}

    /** A question from one pod to all; a pod that does not know the kind stays silent. */
    record Question(String id, String replyTo, byte[] json) implements BusMessage {}

    record Answer(String id, byte[] json) implements BusMessage {}

    /** A pod's report on itself; a pod that does not listen to it never gets it. */
    record Report(byte[] json) implements BusMessage {}

    /** An estimate of the memory that a message for an organization takes. */
    default long bytes() {
        if (this instanceof Notifications notifications) {
            return notifications.entries().stream().mapToLong(Entry::bytes).sum();
        }
        return this instanceof Signal signal ? OBJECT_BYTES + signal.json().length : OBJECT_BYTES;
    }

    /** Whether a repeated message does no harm, however late it comes: its ids show that it is old. */
    static boolean isJudgedByItsNumber(byte[] message) {
        return startsWith(message, ENTRIES) || startsWith(message, EARLIER_ENTRIES);
    }

    private static boolean startsWith(byte[] message, String kind) {
        int length = kind.length();
        return message.length > length && kind.equals(new String(message, 0, length, StandardCharsets.US_ASCII));
    }

    default byte[] encode() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (this instanceof Notifications notifications) {
            line(out, ENTRIES + HexFormat.of().toHexDigits(notifications.before()));
            for (Entry entry : notifications.entries()) {
                line(
                        out,
                        entry.cursor() + " " + orAny(entry.userId()) + " " + entry.type() + " "
                                + entry.createdAtMillis()
                                + " " + entry.json().length
                                + (entry.traceParent() == null ? "" : " " + entry.traceParent())
                                + (entry.changes() == 0 ? "" : " " + CHANGES + entry.changes()));
                out.writeBytes(entry.json());
            }
        } else if (this instanceof Signal signal) {
            line(out, "signal " + signal.userId() + " " + signal.json().length);
            out.writeBytes(signal.json());
        } else if (this instanceof Disconnect disconnect) {
            line(
                    out,
                    "disconnect " + orAny(disconnect.userId()) + " " + orAny(disconnect.credential()) + " "
                            + disconnect.organizationId());
        } else if (this instanceof Question question) {
            line(out, "question " + question.id() + " " + question.replyTo() + " " + question.json().length);
            out.writeBytes(question.json());
        } else if (this instanceof Answer answer) {
            line(out, "answer " + answer.id() + " " + answer.json().length);
            out.writeBytes(answer.json());
        } else if (this instanceof Report report) {
            line(out, "report " + report.json().length);
            out.writeBytes(report.json());
        }
        return out.toByteArray();
    }

    /** Empty for an unknown kind, and for bytes that are no such message. */
    static Optional<BusMessage> decode(byte[] message) {
        try {
            Reader reader = new Reader(message);
            String[] head = reader.line().split(" ", -1);
            return switch (head[0]) {
                case "entries" ->
                    Optional.of(
                            new Notifications(HexFormat.fromHexDigits(head[1]), entries(reader, BusMessage::cursor)));
                case "notifications" -> Optional.of(ofEarlierVersion(HexFormat.fromHexDigits(head[1]), reader));
                case "signal" -> Optional.of(new Signal(head[1], reader.bytes(Integer.parseInt(head[2]))));
                case "disconnect" -> Optional.of(new Disconnect(head[3], orNull(head[1]), orNull(head[2])));
                case "question" -> Optional.of(new Question(head[1], head[2], reader.bytes(Integer.parseInt(head[3]))));
                case "answer" -> Optional.of(new Answer(head[1], reader.bytes(Integer.parseInt(head[2]))));
                case "report" -> Optional.of(new Report(reader.bytes(Integer.parseInt(head[1]))));
                default -> Optional.empty();
            };
        } catch (IndexOutOfBoundsException | IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }

    /**
     * Pods of 0.1.0, which are there while the cluster is upgraded, send an epoch and bare ids. All notifications that they
     * have written have the epoch as their mark.
     */
    private static Notifications ofEarlierVersion(int epoch, Reader reader) {
        String mark = HexFormat.of().toHexDigits(epoch) + "-";
        List<Entry> entries = entries(reader, id -> cursor(mark + id));
        boolean isFirst = !entries.isEmpty() && entries.get(0).id() == 1;
        return new Notifications(isFirst ? Cursor.START.mark() : epoch, entries);
    }

    private static Cursor cursor(String text) {
        return Cursor.parse(text).orElseThrow(NumberFormatException::new);
    }

    private static List<Entry> entries(Reader reader, Function<String, Cursor> cursor) {
        List<Entry> entries = new ArrayList<>(1);
        while (reader.hasMore()) {
            String[] head = reader.line().split(" ", -1);
            boolean isChange = head.length > 5 && head[head.length - 1].startsWith(CHANGES);
            int traced = isChange ? head.length - 1 : head.length;
            entries.add(new Entry(
                    cursor.apply(head[0]),
                    orNull(head[1]),
                    head[2],
                    Long.parseLong(head[3]),
                    reader.bytes(Integer.parseInt(head[4])),
                    traced > 5 ? head[5] : null,
                    isChange ? Long.parseLong(head[head.length - 1].substring(CHANGES.length())) : 0));
        }
        return entries;
    }

    private static String orAny(@Nullable String text) {
        return text == null ? ANY : text;
    }

    private static @Nullable String orNull(String text) {
        return text.equals(ANY) ? null : text;
    }

    private static void line(ByteArrayOutputStream out, String text) {
        out.writeBytes((text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Reads the bytes in order, and throws {@link IndexOutOfBoundsException} beyond their end. */
    final class Reader {
        private final byte[] message;
        private int at;

        Reader(byte[] message) {
            this.message = message;
        }

        boolean hasMore() {
            return at < message.length;
        }

        String line() {
            int end = at;
            while (message[end] != '\n') {
                end++;
            }
            String line = new String(message, at, end - at, StandardCharsets.UTF_8);
            at = end + 1;
            return line;
        }

        byte[] bytes(int length) {
            if (length < 0 || length > message.length - at) {
                throw new IndexOutOfBoundsException(length);
            }
            byte[] bytes = new byte[length];
            System.arraycopy(message, at, bytes, 0, length);
            at += length;
            return bytes;
        }
    }
}
