package dev.carillon.testkit;

import dev.carillon.testkit.HistoryEvent.Answered;
import dev.carillon.testkit.HistoryEvent.Attempted;
import dev.carillon.testkit.HistoryEvent.CameBack;
import dev.carillon.testkit.HistoryEvent.Connected;
import dev.carillon.testkit.HistoryEvent.GaveUp;
import dev.carillon.testkit.HistoryEvent.Healed;
import dev.carillon.testkit.HistoryEvent.Left;
import dev.carillon.testkit.HistoryEvent.Opened;
import dev.carillon.testkit.HistoryEvent.Reloaded;
import dev.carillon.testkit.HistoryEvent.Shown;
import dev.carillon.testkit.HistoryEvent.WasReset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A history sorted into what became of each creation and what each page went through. */
final class Stories {
    static final long NEVER = Long.MAX_VALUE;

    static final class Creation {
        final Attempted attempt;
        long acknowledgedAt = NEVER;
        long acknowledgedId;
        long firstShownAt = NEVER;
        boolean doubtful;
        boolean rejected;
        final Map<String, Long> idByHistory = new HashMap<>();

        Creation(Attempted attempt) {
            this.attempt = attempt;
        }

        boolean acknowledged() {
            return acknowledgedAt != NEVER;
        }

        /** Rejected, and no other try of it might have got through. */
        boolean rejected() {
            return rejected && !doubtful && !acknowledged();
        }

        boolean meantFor(Page page) {
            return attempt.organization().equals(page.opened.organization())
                    && attempt.audience().includes(page.opened.user());
        }

        /** When it was known to be in the record: its acknowledgement, or the first page that showed it. */
        long committedAt() {
            return acknowledged() ? acknowledgedAt : rejected() ? NEVER : firstShownAt;
        }
    }

    static final class Page {
        final Opened opened;
        long connectedAt = NEVER;
        long leftAt = NEVER;
        int connects;
        int finalStatus;
        /** Sightings and resets, in the order of the page. */
        final List<HistoryEvent> seen = new ArrayList<>();

        final Set<String> shownMarkers = new HashSet<>();
        final List<Reloaded> reloads = new ArrayList<>();
        final List<Long> returns = new ArrayList<>();

        Page(Opened opened) {
            this.opened = opened;
        }

        String name() {
            return opened.page();
        }

        boolean covers(Creation creation) {
            return reloads.stream().anyMatch(reload -> covers(reload, creation));
        }

        private static boolean covers(Reloaded reload, Creation creation) {
            if (reload.coverage() instanceof Coverage.Listed listed) {
                return listed.markers().contains(creation.attempt.marker());
            }
            // Its attempt, not its acknowledgement: a list fetched in between contains it already.
            return creation.attempt.at() < reload.resetAt();
        }
    }

    final Map<String, Creation> creations = new LinkedHashMap<>();
    final Map<String, Page> pages = new LinkedHashMap<>();
    final List<Long> heals = new ArrayList<>();

    static Stories of(History history) {
        Stories stories = new Stories();
        history.events().forEach(stories::add);
        stories.pages.values().forEach(stories::noteFirstSightings);
        return stories;
    }

    private void add(HistoryEvent event) {
        if (event instanceof Attempted attempt) {
            creations.putIfAbsent(attempt.marker(), new Creation(attempt));
        } else if (event instanceof Answered answer) {
            addAnswer(creations.get(answer.marker()), answer);
        } else if (event instanceof Healed) {
            heals.add(event.at());
        } else if (event instanceof Opened opened) {
            pages.put(opened.page(), new Page(opened));
        } else {
            addToPage(event);
        }
    }

    private static void addAnswer(Creation creation, Answered answer) {
        if (answer.outcome() instanceof CreateOutcome.Acknowledged acknowledged) {
            creation.acknowledgedAt = Math.min(creation.acknowledgedAt, answer.at());
            creation.acknowledgedId = acknowledged.id();
        } else if (answer.outcome() instanceof CreateOutcome.Unknown) {
            creation.doubtful = true;
        } else {
            creation.rejected = true;
        }
    }

    private void addToPage(HistoryEvent event) {
        if (event instanceof Connected connected) {
            Page page = pages.get(connected.page());
            page.connectedAt = Math.min(page.connectedAt, connected.at());
            page.connects++;
        } else if (event instanceof Shown shown) {
            Page page = pages.get(shown.page());
            page.seen.add(shown);
            page.shownMarkers.add(shown.marker());
        } else if (event instanceof WasReset reset) {
            pages.get(reset.page()).seen.add(reset);
        } else if (event instanceof Reloaded reloaded) {
            pages.get(reloaded.page()).reloads.add(reloaded);
        } else if (event instanceof GaveUp gaveUp) {
            pages.get(gaveUp.page()).finalStatus = gaveUp.status();
        } else if (event instanceof Left left) {
            pages.get(left.page()).leftAt = left.at();
        } else if (event instanceof CameBack back) {
            pages.get(back.page()).returns.add(back.at());
        }
    }

    private void noteFirstSightings(Page page) {
        for (HistoryEvent event : page.seen) {
            if (event instanceof Shown shown && creations.containsKey(shown.marker())) {
                Creation creation = creations.get(shown.marker());
                creation.firstShownAt = Math.min(creation.firstShownAt, shown.at());
            }
        }
    }
}
