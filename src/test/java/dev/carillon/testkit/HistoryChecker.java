package dev.carillon.testkit;

import dev.carillon.testkit.HistoryEvent.Shown;
import dev.carillon.testkit.Judgement.Creations;
import dev.carillon.testkit.Judgement.Delays;
import dev.carillon.testkit.Judgement.Deliveries;
import dev.carillon.testkit.Stories.Creation;
import dev.carillon.testkit.Stories.Page;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * Judges a history by the {@link Invariant}s. It trusts only what creators and pages noted themselves. A create
 * request of unknown outcome may be shown or not, but once one page has shown it, all entitled pages must.
 */
public final class HistoryChecker {
    private final Duration delayBound;
    private final Duration grace;

    public HistoryChecker() {
        this(Duration.ofNanos(Long.MAX_VALUE), Duration.ofSeconds(45));
    }

    private HistoryChecker(Duration delayBound, Duration grace) {
        this.delayBound = delayBound;
        this.grace = grace;
    }

    /** The longest delay allowed, from the acknowledgement, the page's return or the end of the fault. */
    public HistoryChecker withDelayBound(Duration bound) {
        return new HistoryChecker(bound, grace);
    }

    /** A page that left is owed only notifications that were acknowledged at least this long before. */
    HistoryChecker withGrace(Duration beforeLeaving) {
        return new HistoryChecker(delayBound, beforeLeaving);
    }

    /** Checks; a failed history is written to {@code target/histories} and thrown as an AssertionError with its table. */
    public Judgement judge(History history) {
        Judgement verdict = check(history);
        if (!verdict.passed()) {
            throw new AssertionError(verdict + "  written to " + history.write());
        }
        return verdict;
    }

    public Judgement check(History history) {
        return new Trial(history.name(), Stories.of(history)).verdict();
    }

    private final class Trial {
        private final String name;
        private final Stories stories;
        private final Findings findings = new Findings();
        private final LongStream.Builder delays = LongStream.builder();
        private long delivered;
        private long covered;
        private long resets;
        // Looked up once: a thousand pages show hundreds of thousands of notifications.
        private final boolean forked;

        Trial(String name, Stories stories) {
            this.name = name;
            this.stories = stories;
            this.forked = stories.pages.values().stream()
                    .flatMap(page -> page.seen.stream())
                    .anyMatch(seen -> seen instanceof HistoryEvent.WasReset reset
                            && reset.reason().equals("forked"));
        }

        Judgement verdict() {
            for (Page page : stories.pages.values()) {
                checkSightings(page);
                checkNothingMissing(page);
            }
            return new Judgement(name, creations(), deliveries(), delaysOf(), findings.violations());
        }

        private void checkSightings(Page page) {
            Set<String> shownBefore = new HashSet<>();
            Long highest = null;
            for (HistoryEvent event : page.seen) {
                if (!(event instanceof Shown shown)) {
                    // The page has started again from its list; a server that lost its newest rows reuses their ids.
                    highest = null;
                    resets++;
                    continue;
                }
                delivered++;
                checkOrigin(page, shown);
                if (!shownBefore.add(shown.position() + ' ' + shown.marker())) {
                    findings.add(Invariant.I2_NEVER_TWICE, "%s showed %s again", page.name(), described(shown));
                } else {
                    checkOrder(page, shown, highest);
                    highest = highest == null ? shown.id() : Math.max(highest, shown.id());
                }
            }
        }

        private void checkOrder(Page page, Shown shown, Long before) {
            if (before != null && shown.id() <= before) {
                findings.add(Invariant.I3_IN_ORDER, "%s showed %s after id %d", page.name(), described(shown), before);
            } else if (!shown.position().endsWith("-" + shown.id())) {
                findings.add(Invariant.I3_IN_ORDER, "%s: position is not that of %s", page.name(), described(shown));
            }
        }

        private void checkOrigin(Page page, Shown shown) {
            Creation creation = stories.creations.get(shown.marker());
            if (creation == null) {
                findings.add(Invariant.I5_ONLY_CREATED, "%s showed %s", page.name(), described(shown));
                return;
            }
            if (!creation.meantFor(page)) {
                findings.add(
                        Invariant.I4_NOBODY_ELSES,
                        "%s of %s/%s showed %s, meant for %s/%s",
                        page.name(),
                        page.opened.organization(),
                        page.opened.user(),
                        described(shown),
                        creation.attempt.organization(),
                        creation.attempt.audience());
            }
            if (creation.rejected()) {
                findings.add(Invariant.I5_ONLY_CREATED, "%s showed rejected %s", page.name(), described(shown));
            }
            Long known = creation.idByHistory.putIfAbsent(historyOf(shown), shown.id());
            long expected = known != null ? known : creation.acknowledged() ? creation.acknowledgedId : shown.id();
            if (expected != shown.id()) {
                findings.add(
                        Invariant.I5_ONLY_CREATED,
                        "%s showed %s, elsewhere id %d: created twice?",
                        page.name(),
                        described(shown),
                        expected);
            }
            checkDelay(page, shown, creation);
        }

        /** In one history a creation has one id. After a fork it may have been stored again, with another mark. */
        private String historyOf(Shown shown) {
            return forked
                    ? shown.position().substring(0, Math.max(0, shown.position().lastIndexOf('-')))
                    : "";
        }

        private void checkDelay(Page page, Shown shown, Creation creation) {
            if (!creation.acknowledged()) {
                return;
            }
            long from = Math.max(creation.acknowledgedAt, Math.min(page.connectedAt, shown.at()));
            long present = latestBefore(page.returns, shown.at(), from);
            delays.add(Math.max(0, shown.at() - present));
            long late = shown.at() - latestBefore(stories.heals, shown.at(), present);
            if (late > delayBound.toNanos()) {
                findings.add(
                        Invariant.I6_IN_TIME, "%s showed %s after %d ms", page.name(), described(shown), millis(late));
            }
        }

        private void checkNothingMissing(Page page) {
            if (page.connectedAt == Stories.NEVER) {
                if (page.leftAt == Stories.NEVER) {
                    findings.add(Invariant.I1_SHOWN, "%s never connected (status %d)", page.name(), page.finalStatus);
                }
                return;
            }
            long owedUntil = page.leftAt == Stories.NEVER ? Stories.NEVER - 1 : page.leftAt - grace.toNanos();
            for (Creation creation : stories.creations.values()) {
                // A notification attempted before the page had its first position may lie before that position.
                boolean owed = creation.meantFor(page)
                        && creation.attempt.at() >= page.connectedAt
                        && creation.committedAt() <= owedUntil;
                if (!owed || page.shownMarkers.contains(creation.attempt.marker())) {
                    continue;
                }
                if (page.covers(creation)) {
                    covered++;
                } else {
                    findings.add(
                            Invariant.I1_SHOWN,
                            "%s was not shown %s, id %d, committed at %d ms",
                            page.name(),
                            creation.attempt.marker(),
                            creation.acknowledgedId,
                            millis(creation.committedAt()));
                }
            }
        }

        private Creations creations() {
            long acknowledged = stories.creations.values().stream()
                    .filter(Creation::acknowledged)
                    .count();
            long rejected = stories.creations.values().stream()
                    .filter(Creation::rejected)
                    .count();
            long created = stories.creations.size();
            return new Creations(created, acknowledged, rejected, created - acknowledged - rejected);
        }

        private Deliveries deliveries() {
            return new Deliveries(
                    delivered,
                    covered,
                    findings.count(Invariant.I1_SHOWN),
                    findings.count(Invariant.I2_NEVER_TWICE),
                    findings.count(Invariant.I3_IN_ORDER),
                    findings.count(Invariant.I4_NOBODY_ELSES),
                    findings.count(Invariant.I5_ONLY_CREATED),
                    resets,
                    stories.pages.values().stream()
                            .mapToLong(page -> Math.max(0, page.connects - 1))
                            .sum(),
                    stories.pages.values().stream()
                            .filter(page -> page.finalStatus != 0)
                            .count());
        }

        private Delays delaysOf() {
            long[] sorted = delays.build().toArray();
            Arrays.sort(sorted);
            return new Delays(percentile(sorted, 50), percentile(sorted, 99), percentile(sorted, 100));
        }
    }

    private static Duration percentile(long[] sorted, int percent) {
        int rank = (int) Math.ceil(sorted.length * (percent / 100.0));
        return sorted.length == 0 ? Duration.ZERO : Duration.ofNanos(sorted[Math.max(1, rank) - 1]);
    }

    private static long latestBefore(Iterable<Long> moments, long limit, long otherwise) {
        long latest = otherwise;
        for (long moment : moments) {
            latest = moment <= limit ? Math.max(latest, moment) : latest;
        }
        return latest;
    }

    private static String described(Shown shown) {
        return shown.marker() + " (" + shown.position() + ", id " + shown.id() + ", at " + millis(shown.at()) + " ms)";
    }

    private static long millis(long nanos) {
        return nanos / 1_000_000;
    }
}
