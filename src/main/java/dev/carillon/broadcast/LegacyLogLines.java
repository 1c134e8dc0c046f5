package dev.carillon.broadcast;

import dev.carillon.tenancy.ReservedOrganization;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The log lines of the Express application, to the letter: people and scripts search for them. */
final class LegacyLogLines {

    private static final Logger LOG = Logger.getLogger("dev.carillon.sse");

    private final LineRate connected;
    private final LineRate disconnected;
    private final LineRate sent;

    /** @param mostPerSecond lines of each kind */
    LegacyLogLines(int mostPerSecond) {
        connected = new LineRate("connected", mostPerSecond, System::nanoTime);
        disconnected = new LineRate("disconnected", mostPerSecond, System::nanoTime);
        sent = new LineRate("sent", mostPerSecond, System::nanoTime);
    }

    void connected(String clientId, int total) {
        if (connected.allows()) {
            LOG.infof("[SSE] Client connected: %s (total: %d)", clientId, total);
        }
    }

    void disconnected(String clientId, int total) {
        if (disconnected.allows()) {
            LOG.infof("[SSE] Client disconnected: %s (total: %d)", clientId, total);
        }
    }

    /** @param userId null for the whole organization */
    void sent(int clients, @Nullable String userId, String organizationId) {
        if (ReservedOrganization.is(organizationId) || !sent.allows()) {
            return;
        }
        if (userId == null) {
            LOG.infof("[SSE] Notification sent to %d client(s) (orgId=%s)", clients, organizationId);
        } else {
            LOG.infof("[SSE] Notification sent to %d client(s) (userId=%s, orgId=%s)", clients, userId, organizationId);
        }
    }

    /** Leaves out the log lines of one kind beyond a number in each second, and says so once. From any thread. */
    static final class LineRate {

        private static final Logger LOG = Logger.getLogger(LineRate.class);

        private final String kind;
        private final int most;
        private final LongSupplier nanoTime;
        private long second;
        private int lines;
        private long leftOut;

        /** @param most lines in a second */
        LineRate(String kind, int most, LongSupplier nanoTime) {
            this.kind = kind;
            this.most = most;
            this.nanoTime = nanoTime;
            this.second = secondNow();
        }

        private long secondNow() {
            return TimeUnit.NANOSECONDS.toSeconds(nanoTime.getAsLong());
        }

        /** Whether the next line is to be written. */
        synchronized boolean allows() {
            long now = secondNow();
            if (now != second) {
                boolean calm = now > second + 1 || lines <= most;
                if (leftOut > 0 && calm) {
                    LOG.infof("Log lines are written again: kind=%s leftOut=%d", kind, leftOut);
                    leftOut = 0;
                }
                second = now;
                lines = 0;
            }
            if (++lines <= most) {
                return true;
            }
            if (leftOut++ == 0) {
                LOG.infof("Log lines are left out: kind=%s mostPerSecond=%d", kind, most);
            }
            return false;
        }
    }
}
