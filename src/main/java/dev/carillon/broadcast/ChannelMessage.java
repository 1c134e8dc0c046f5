package dev.carillon.broadcast;

import dev.carillon.notification.Committed;
import dev.carillon.notification.Notification;
import dev.carillon.notification.NotificationJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one commit puts on an organization's channel: its notifications, each with a head that says whom it is for and
 * the JSON exactly as it goes to the clients. Made once in the whole cluster, by the creator; nobody parses JSON again.
 *
 * <pre>
 * carillon 1 &lt;epoch&gt;\n
 * &lt;id&gt; &lt;user or *&gt; &lt;type&gt; &lt;createdAt, epoch millis&gt; &lt;bytes of JSON&gt;\n&lt;JSON&gt;     (once for each notification)
 * </pre>
 *
 * Ids, users and types hold no blank by their rules, so blanks can separate them.
 */
record ChannelMessage(String epoch, List<Entry> entries) {

    private static final String VERSION = "carillon 1 ";
    private static final String EVERYBODY = "*";

    /** @param userId null for the whole organization */
    record Entry(long id, String userId, String type, long createdAtMillis, byte[] json) {

        static Entry of(Notification notification, Instant now) {
            return new Entry(
                    notification.id(),
                    notification.recipient().nullableUser(),
                    notification.type(),
                    notification.createdAt().toEpochMilli(),
                    NotificationJson.writeMessage(notification, now));
        }
    }

    static ChannelMessage of(Committed committed, Instant now) {
        return new ChannelMessage(
                committed.epoch(),
                committed.notifications().stream().map(n -> Entry.of(n, now)).toList());
    }

    byte[] encode() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(utf8(VERSION + epoch + "\n"));
        for (Entry entry : entries) {
            String user = entry.userId() == null ? EVERYBODY : entry.userId();
            out.writeBytes(utf8(entry.id() + " " + user + " " + entry.type() + " " + entry.createdAtMillis() + " "
                    + entry.json().length + "\n"));
            out.writeBytes(entry.json());
        }
        return out.toByteArray();
    }

    /** Empty for another version and for anything that is not such a message. */
    static Optional<ChannelMessage> decode(byte[] message) {
        try {
            Reader reader = new Reader(message);
            String first = reader.line();
            if (!first.startsWith(VERSION)) {
                return Optional.empty();
            }
            List<Entry> entries = new ArrayList<>(1);
            while (reader.hasMore()) {
                String[] head = reader.line().split(" ", -1);
                entries.add(new Entry(
                        Long.parseLong(head[0]),
                        head[1].equals(EVERYBODY) ? null : head[1],
                        head[2],
                        Long.parseLong(head[3]),
                        reader.bytes(Integer.parseInt(head[4]))));
            }
            return Optional.of(new ChannelMessage(first.substring(VERSION.length()), entries));
        } catch (IndexOutOfBoundsException | NumberFormatException notOurs) {
            return Optional.empty();
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static final class Reader {
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
