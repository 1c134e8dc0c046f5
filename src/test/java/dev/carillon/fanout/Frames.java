package dev.carillon.fanout;

import dev.carillon.socket.SharedBytes;
import dev.carillon.sse.Cursor;
import dev.carillon.sse.SseText;

/** Frames of one history, without a trace, committed in 1970. */
public final class Frames {

    private Frames() {}

    /** @param userId null for everybody */
    public static Frame of(long id, String userId, String type, byte[] json) {
        byte[] event = SseText.event(cursor(id), json);
        return new Frame(cursor(id), cursor(id - 1).mark(), userId, type, 0, SharedBytes.of(event), null, 0);
    }

    public static Cursor cursor(long id) {
        return id == 0 ? Cursor.START : new Cursor((int) (0x5eed0000L + id), id);
    }

    /** A log with nothing in it yet. */
    static OrganizationLog log(int recentEvents) {
        RecentLog recent = new RecentLog(0, recentEvents, 1_000_000, new RecentLogBudget(Long.MAX_VALUE));
        return new OrganizationLog(Cursor.START, recent, 256, new PageBudget(Long.MAX_VALUE));
    }
}
