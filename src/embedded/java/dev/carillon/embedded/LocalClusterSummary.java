package dev.carillon.embedded;

import java.util.List;

/** The summary of a running local cluster: addresses and commands to copy. */
final class LocalClusterSummary {
    private static final String SAMPLE =
            "{\"type\":\"test\",\"title\":\"Test SSE\",\"message\":\"Vérification broadcast temps réel\"}";

    private LocalClusterSummary() {}

    static String of(
            LocalClusterOptions options,
            PostgresServer postgres,
            String redis,
            List<Pod> pods,
            ExpressSessions sessions) {
        ExpressSession here = sessions.create(26, 21);
        ExpressSession elsewhere = sessions.create(30, 22);
        StringBuilder text = new StringBuilder("\n");
        line(text, "Open in a browser:  http://" + Ports.LOOPBACK + ":" + options.port() + "/");
        line(text, "Users side by side:  http://" + Ports.LOOPBACK + ":" + options.port() + "/demo/");
        line(
                text,
                "Every route, as logged in there:  http://" + Ports.LOOPBACK + ":" + options.port() + "/q/swagger-ui/");
        line(text, "");
        pods.forEach(pod -> line(
                text,
                "  " + pod.name() + "  " + pod.baseUrl() + "  management " + pod.managementUrl() + "/q/health  pid "
                        + pod.pid()));
        line(text, "  PostgreSQL  " + postgres.jdbcUrl() + "  user and password carillon");
        line(
                text,
                "  Redis  " + redis.replaceAll("//[^@/]*@", "//")
                        + (options.redis().isPresent() ? "  (yours)" : ""));
        line(text, "");
        line(text, "User 26 of organization 21 listens on " + last(pods, 2).name() + ":");
        line(text, listen(last(pods, 2), here));
        line(text, "User 30 of organization 22 listens on " + last(pods, 3).name() + " and must see nothing of it:");
        line(text, listen(last(pods, 3), elsewhere));
        line(text, "User 26 is notified by " + pods.get(0).name() + ":");
        line(
                text,
                "  curl -X POST -H 'Cookie: " + here.cookieHeader() + "' -H 'Content-Type: application/json' -d '"
                        + SAMPLE + "' " + pods.get(0).baseUrl() + "/api/notifications");
        line(text, "");
        line(
                text,
                "A pod that is killed (kill -9 " + pods.get(0).pid() + ") comes back. Logs: "
                        + pods.get(0).logFile().getParent() + "/");
        options.stopAfter()
                .ifPresentOrElse(
                        time -> line(text, "Stops after " + time.toSeconds() + " s, or with Ctrl-C."),
                        () -> line(text, "Stop with Ctrl-C."));
        return text.toString();
    }

    /** The pod of this number, or the last one of a smaller cluster. */
    private static Pod last(List<Pod> pods, int number) {
        return pods.get(Math.min(number, pods.size()) - 1);
    }

    private static String listen(Pod pod, ExpressSession session) {
        return "  curl -N -H 'Cookie: " + session.cookieHeader() + "' " + pod.baseUrl() + "/api/notifications/stream";
    }

    private static void line(StringBuilder text, String line) {
        text.append(line).append('\n');
    }
}
