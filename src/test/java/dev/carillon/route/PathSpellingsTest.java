package dev.carillon.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.IdentityTest;
import dev.carillon.testkit.RawHttp;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** A request that reaches a resource method has passed the method's rules, however its path is spelled. */
@IdentityTest
class PathSpellingsTest {

    private static final int SPELLINGS = Integer.getInteger("spellings", 40);
    private static final String BODY = "{\"type\":\"t\",\"title\":\"by a foreign page\",\"message\":\"m\"}";
    private static final String JSON = "Content-Type: application/json\r\n";
    private static final String FOREIGN = "Origin: https://evil.example\r\nSec-Fetch-Site: cross-site\r\n";
    private static final String OTHER_PORT = "Origin: http://127.0.0.1:1\r\nSec-Fetch-Site: same-site\r\n";
    private static final String OLD_BROWSER = "Origin: https://evil.example\r\n";
    private static final String IMAGE = "Referer: https://evil.example/\r\nAccept: image/*,*/*;q=0.8\r\n";
    private static final String OWN = "Sec-Fetch-Site: same-origin\r\n";

    @Inject
    Credentials credentials;

    @Inject
    Reached reached;

    private int requests;

    @Test
    void noSpellingTakesAForeignPageToAMethodThatActsOrOpens() {
        // Given
        long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
        System.out.println("seed=" + seed);
        Spellings spellings = new Spellings(seed);
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("a page", FOREIGN + JSON);
        pages.put("a page of another port that names no type", OTHER_PORT);
        pages.put("a page in an old browser that names a form's type", OLD_BROWSER + "Content-Type: text/plain\r\n");
        pages.put("an image in an old browser", IMAGE + JSON);
        List<String> passed = new ArrayList<>();
        // When
        for (ServedRoute route : ServedRoute.all()) {
            for (int i = 0; i <= SPELLINGS; i++) {
                String target = i == 0 ? route.path() : spellings.of(route.path());
                pages.forEach((page, head) -> {
                    Outcome outcome = ask(route, target, head);
                    if (outcome.isHarm(route)) {
                        passed.add(route.verb() + " " + target + " by " + page + ": " + outcome);
                    }
                });
            }
        }
        // Then
        assertEquals(List.of(), passed);
        assertTrue(requests > 1000, "only " + requests);
    }

    @Test
    void noSpellingTakesABodyWithoutItsTypeToAMethodThatActs() {
        // Given
        long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
        System.out.println("seed=" + seed);
        Spellings spellings = new Spellings(seed);
        List<String> passed = new ArrayList<>();
        // When
        for (ServedRoute route : ServedRoute.all()) {
            // A DELETE is asked about before a foreign page's is sent, whatever it carries.
            if (!route.acts() || route.verb().equals("DELETE")) {
                continue;
            }
            for (int i = 0; i <= SPELLINGS; i++) {
                String target = i == 0 ? route.path() : spellings.of(route.path());
                for (String type : List.of("", "text/plain", "application/x-www-form-urlencoded", "*/*")) {
                    String head = OWN + (type.isEmpty() ? "" : "Content-Type: " + type + "\r\n");
                    Outcome outcome = ask(route, target, head);
                    if (outcome.method() != null) {
                        passed.add(route.verb() + " " + target + " as '" + type + "': " + outcome);
                    }
                }
            }
        }
        // Then
        assertEquals(List.of(), passed);
    }

    /** Without this test, the others would pass on a server that answers nobody. */
    @Test
    void plainPathTakesAPageOfOurOwnToEveryMethod() {
        // Given
        List<String> missed = new ArrayList<>();
        // When
        for (ServedRoute route : ServedRoute.all()) {
            Outcome outcome = ask(route, route.path(), OWN + JSON);
            if (!route.method().equals(outcome.method())) {
                missed.add(route + ": " + outcome);
            }
        }
        // Then
        assertEquals(List.of(), missed);
        assertTrue(ServedRoute.all().size() > 15);
    }

    private Outcome ask(ServedRoute route, String target, String head) {
        String name = UUID.randomUUID().toString();
        requests++;
        // A user for each: none uses up what is allowed to one.
        String cookie = credentials
                .session("u" + requests, "spellings", "admin", "operator")
                .cookie();
        boolean body = route.acts() && !route.verb().equals("DELETE");
        String answer = RawHttp.head(
                route.verb(),
                target,
                "Cookie: " + cookie + "\r\n" + Reached.NAME + ": " + name + "\r\n" + head,
                body ? BODY : null);
        return new Outcome(
                new RawHttp(answer, false).statuses().stream().findFirst().orElse(0),
                answer.toLowerCase(Locale.ROOT).contains("text/event-stream"),
                reached.method(name));
    }

    /** @param method that was about to run; null for none */
    private record Outcome(int status, boolean stream, String method) {

        /** Whether something was done or opened. HEAD opens nothing, and a foreign page cannot read a GET's answer. */
        boolean isHarm(ServedRoute route) {
            return route.acts() && method != null || route.verb().equals("GET") && stream && status == 200;
        }
    }
}
