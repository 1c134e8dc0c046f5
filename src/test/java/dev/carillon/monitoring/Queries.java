package dev.carillon.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The expressions of the dashboard and of the alerts, and the metrics that they name. */
final class Queries {

    static final Path DASHBOARD = Path.of("deploy/monitoring/grafana/carillon.json");
    static final Path ALERTS = Path.of("deploy/monitoring/carillon.rules.yaml");

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    // Everything else in an expression that looks like a name: functions, what stands in braces, grouping labels.
    private static final Pattern CLAUSES =
            Pattern.compile("\\{[^}]*}|\\[[^]]*]|\\b(?:by|on|without|ignoring) *\\([^)]*\\)");
    private static final Pattern FUNCTIONS = Pattern.compile("\\b\\w+(?= *\\()|\\b(?:and|or|unless)\\b");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_]\\w*");

    private Queries() {}

    static List<String> ofDashboard() throws IOException {
        List<String> expressions = new ArrayList<>();
        for (JsonNode panel : new ObjectMapper().readTree(DASHBOARD.toFile()).path("panels")) {
            panel.path("targets")
                    .forEach(target -> expressions.add(target.path("expr").asText()));
        }
        return expressions;
    }

    static List<JsonNode> alerts() throws IOException {
        List<JsonNode> alerts = new ArrayList<>();
        YAML.readTree(ALERTS.toFile())
                .path("groups")
                .forEach(group -> group.path("rules").forEach(alerts::add));
        return alerts;
    }

    static List<String> ofAlerts() throws IOException {
        return alerts().stream().map(alert -> alert.path("expr").asText()).toList();
    }

    static Set<String> namesIn(List<String> expressions) {
        Set<String> names = new TreeSet<>();
        for (String expression : expressions) {
            Matcher name = NAME.matcher(FUNCTIONS
                    .matcher(CLAUSES.matcher(expression).replaceAll(""))
                    .replaceAll(""));
            while (name.find()) {
                names.add(name.group());
            }
        }
        return names;
    }
}
