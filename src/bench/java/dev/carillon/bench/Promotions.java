package dev.carillon.bench;

import dev.carillon.cluster.BreakableCluster;
import dev.carillon.embedded.PostgresServer;
import dev.carillon.testkit.ChaosProxy;
import java.util.List;

/**
 * PostgreSQL gives way to a standby of its own. Each round's standby is the next round's server, so the timeline rises
 * with each.
 */
final class Promotions {

    private final BreakableCluster cluster;
    private final FailoverRounds of;
    private PostgresServer server;
    /** Where the pods are led. */
    private PostgresServer serving;

    Promotions(BreakableCluster cluster, FailoverRounds of) {
        this.cluster = cluster;
        this.of = of;
        this.server = cluster.services().postgres();
        this.serving = server;
    }

    void run(Rounds rounds) {
        each(rounds, () -> {
            synchronousStandby();
            switchover();
            asynchronousStandby();
            twoStandbys();
            snapshot();
        });
    }

    /** Those that lose nothing. */
    void withoutLoss(Rounds rounds) {
        each(rounds, () -> {
            synchronousStandby();
            switchover();
        });
    }

    private void each(Rounds rounds, Runnable round) {
        try {
            for (int ignored : rounds.each()) {
                round.run();
            }
        } finally {
            end(server);
        }
    }

    private void synchronousStandby() {
        PostgresServer standby = server.startStandby();
        server.awaitStandbyWithEachCommit();
        of.brief("PostgreSQL is killed, its synchronous standby is promoted", () -> {
            server.crash();
            promoted(standby);
        });
        keepOneOf(standby);
    }

    private void switchover() {
        PostgresServer standby = server.startStandby();
        of.brief("PostgreSQL is stopped in order, its standby is promoted", () -> {
            server.stop();
            promoted(standby);
        });
        keepOneOf(standby);
    }

    private void asynchronousStandby() {
        try (ChaosProxy link = ChaosProxy.to("127.0.0.1", server.port())) {
            PostgresServer standby = server.startStandby(link.port());
            of.losing(
                    "PostgreSQL is killed, a standby without its last second is promoted",
                    List.of(new Promoted(server, standby, link)));
            keepOneOf(standby);
        }
    }

    /** Both call their history by the same number. */
    private void twoStandbys() {
        try (ChaosProxy link = ChaosProxy.to("127.0.0.1", server.port())) {
            PostgresServer first = server.startStandby(link.port());
            PostgresServer second = server.startStandby(link.port());
            of.losing(
                    "the same, and then a second standby that knows nothing of the first",
                    List.of(new Promoted(server, first, link), new Promoted(first, second, link)));
            keepOneOf(first, second);
        }
    }

    private void snapshot() {
        PostgresServer copy = server.startStandby();
        PostgresServer before = server;
        of.losing("PostgreSQL is lost, a snapshot of its disk is restored", List.of(new FailoverRounds.Loss() {
            @Override
            public void part() {
                copy.stop();
            }

            @Override
            public void crash() {
                before.crash();
            }

            @Override
            public void replace() {
                copy.restartAsServer();
                moveTo(copy);
            }
        }));
        keepOneOf(copy);
    }

    private void promoted(PostgresServer standby) {
        standby.promote();
        moveTo(standby);
    }

    private void moveTo(PostgresServer next) {
        cluster.postgresLinks().forEach(link -> link.retarget("127.0.0.1", next.port()));
        of.atDatabase(next.superuserJdbcUrl());
        serving = next;
    }

    /** The one that pods are led to; a round that went wrong may have changed nothing. */
    private void keepOneOf(PostgresServer... standbys) {
        for (PostgresServer standby : standbys) {
            if (standby != serving) {
                end(standby);
            }
        }
        if (server != serving) {
            end(server);
            server = serving;
        }
    }

    /** The first server ends with the cluster. */
    private void end(PostgresServer any) {
        if (any != cluster.services().postgres()) {
            any.close();
        }
    }

    private final class Promoted implements FailoverRounds.Loss {
        private final PostgresServer before;
        private final PostgresServer standby;
        private final ChaosProxy link;

        Promoted(PostgresServer before, PostgresServer standby, ChaosProxy link) {
            this.before = before;
            this.standby = standby;
            this.link = link;
        }

        @Override
        public void part() {
            link.refuse();
            link.cutAll();
        }

        @Override
        public void crash() {
            before.crash();
        }

        @Override
        public void replace() {
            promoted(standby);
        }
    }
}
