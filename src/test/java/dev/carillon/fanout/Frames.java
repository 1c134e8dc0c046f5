package dev.carillon.fanout;

import dev.carillon.socket.SharedBytes;
import dev.carillon.sse.Cursor;
import dev.carillon.sse.SseText;

/** Frames without a trace, committed in 1970. */
public final class Frames {

    private Frames() {}

    /** @param userId null for everybody */
    public static Frame of(String epoch, long id, String userId, String type, byte[] json) {
        byte[] event = SseText.event(new Cursor(epoch, id), json);
        return new Frame(id, userId, type, 0, SharedBytes.of(event), null);
    }
}
