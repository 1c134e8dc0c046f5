package dev.carillon.access.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.identity.Caller;
import dev.carillon.identity.Credential;
import dev.carillon.testkit.SharedServices;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionDocumentTest {

    private static final Instant NOW = Instant.parse("2025-12-27T05:00:00Z");

    private final SessionDocument document = document("userId", "organizationId");

    private static SessionDocument document(String userPath, String organizationPath) {
        return new SessionDocument(SharedServices.config(
                SessionConfig.class,
                Map.of(
                        "carillon.session.user-path",
                        userPath,
                        "carillon.session.organization-path",
                        organizationPath,
                        "carillon.session.obey-cookie-expires",
                        "true")));
    }

    @Test
    void numbersAndTextsAreIds() {
        assertThat(document.caller("sid", "{\"userId\":26,\"organizationId\":21}", NOW))
                .contains(new Caller("21", "26", new Credential.Session("sid")));
        assertThat(document.caller("sid", "{\"userId\":\"u-26\",\"organizationId\":\"studio\"}", NOW))
                .contains(new Caller("studio", "u-26", new Credential.Session("sid")));
    }

    @Test
    void pathsDescendIntoObjects() {
        SessionDocument nested = document("passport.user.id", "tenant");
        assertThat(nested.caller("sid", "{\"passport\":{\"user\":{\"id\":7}},\"tenant\":\"t\"}", NOW))
                .contains(new Caller("t", "7", new Credential.Session("sid")));
    }

    @Test
    void anExpiredSessionIsNobody() {
        String session = "{\"cookie\":{\"expires\":\"2025-12-27T04:59:59.000Z\"},\"userId\":26,\"organizationId\":21}";
        assertThat(document.caller("sid", session, NOW)).isEmpty();
        assertThat(document.caller("sid", session, NOW.minusSeconds(60))).isPresent();
    }

    @Test
    void onlyTheKeyInRedisTellsTheEndUnlessConfiguredOtherwise() {
        // Given
        SessionDocument asExpressSees = new SessionDocument(SharedServices.config(SessionConfig.class, Map.of()));
        String touched = "{\"cookie\":{\"expires\":\"2025-12-27T04:59:59.000Z\"},\"userId\":26,\"organizationId\":21}";
        // Then
        assertThat(asExpressSees.caller("sid", touched, NOW)).isPresent();
        assertThat(asExpressSees.caller("sid", touched.replace("2025-12-27T04:59:59.000Z", "soon"), NOW))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "1",
                "null",
                "{}",
                "{\"userId\":26}",
                "{\"userId\":null,\"organizationId\":21}",
                "{\"userId\":26.5,\"organizationId\":21}",
                "{\"userId\":true,\"organizationId\":21}",
                "{\"userId\":\"a b\",\"organizationId\":21}",
                "{\"userId\":{},\"organizationId\":21}",
                "{\"userId\":26,\"organizationId\":\"\"}",
                "{\"userId\":26,\"organizationId\":21,\"cookie\":{\"expires\":\"soon\"}}"
            })
    void sessionWithoutAUserIsAnonymous(String session) {
        assertThat(document.caller("sid", session, NOW)).isEmpty();
    }
}
