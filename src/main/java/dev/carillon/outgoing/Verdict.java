package dev.carillon.outgoing;

import java.time.Duration;

/** The fate of a claim after an attempt, or in place of one. */
public sealed interface Verdict {

    /** The name in the database. */
    String label();

    record Delivered() implements Verdict {
        @Override
        public String label() {
            return "delivered";
        }
    }

    /** @param hold how long the server wants to be left alone, with everything; zero if it does not say, or nobody asks */
    record Retry(Duration delay, Duration hold) implements Verdict {
        @Override
        public String label() {
            return "retry";
        }
    }

    record Dead() implements Verdict {
        @Override
        public String label() {
            return "dead";
        }
    }

    /** The receiver has said that it wants nothing more, ever. */
    record Gone() implements Verdict {
        @Override
        public String label() {
            return "gone";
        }
    }

    /** The user does not want such notifications by this medium. */
    record Muted() implements Verdict {
        @Override
        public String label() {
            return "muted";
        }
    }

    /** It is due again after the user's quiet hours. */
    record Quiet(Duration left) implements Verdict {
        @Override
        public String label() {
            return "quiet";
        }
    }
}
