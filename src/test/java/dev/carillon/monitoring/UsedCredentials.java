package dev.carillon.monitoring;

import dev.carillon.cluster.Api;
import dev.carillon.embedded.ExpressSession;
import dev.carillon.embedded.ExpressSessions;
import dev.carillon.embedded.Pod;
import dev.carillon.embedded.SignedTokens;
import dev.carillon.testkit.Login;
import java.util.List;

/**
 * A credential of each kind of one organization, used in all the ways in which people use them.
 *
 * @param session of a user
 * @param key of a backend
 * @param token of a user
 * @param jti the token's id
 * @param ticket not used yet
 */
record UsedCredentials(ExpressSession session, String key, String token, String jti, String ticket) {

    static final String TOKEN_SECRET = "of-the-test-alone-0123456789abcdef";

    private static final Login NOBODY = new Login("", "", "");

    /** @param admin of the organization */
    static UsedCredentials make(ExpressSessions sessions, Pod pod, Login admin) {
        String key = Api.json(Api.post(
                        pod,
                        admin,
                        "/api/api-keys",
                        "{\"name\":\"backend\",\"scopes\":[\"publish\",\"read\",\"manage\"]}"))
                .path("key")
                .asText();
        String ticket = Api.json(
                        Api.post(pod, NOBODY, "/api/stream-tickets", "{\"userId\":\"carol\"}", "X-Api-Key", key))
                .path("ticket")
                .asText();
        String jti = "id-of-the-token-of-carol";
        String token = new SignedTokens(TOKEN_SECRET).token("carol", admin.organization(), List.of(), jti);
        return new UsedCredentials(sessions.create("carol", admin.organization()), key, token, jti, ticket);
    }

    /** The parts that must not be found: each part of a credential that is worth something without the others, and ids. */
    List<String> secrets() {
        String secretOfKey = key.substring(key.indexOf('_', "ck_".length()) + 1);
        return List.of(
                session.sid(),
                session.cookieHeader().substring(session.cookieHeader().length() - 20),
                secretOfKey,
                secretOfKey.substring(0, 20),
                token,
                token.substring(token.lastIndexOf('.') + 1),
                jti,
                ticket);
    }

    /**
     * Where it belongs, where it does not, and altered. Not in place of a number: a trace keeps the text of the exception, which
     * quotes it.
     */
    void use(Pod pod) {
        Login user = new Login("", "", session.cookieHeader());
        Login altered = new Login("", "", session.cookieHeader() + "x");
        for (String path : List.of("/api/notifications/unread", "/api/notifications?limit=5", "/api/nothing")) {
            Api.get(pod, user, path);
            Api.get(pod, altered, path);
            for (String credential : List.of(key, key + "x", token, token + "x")) {
                Api.get(pod, NOBODY, path, "X-Api-Key", credential);
                Api.get(pod, NOBODY, path, "Authorization", "Bearer " + credential);
            }
        }
        for (String secret : List.of(session.sid(), jti, ticket, key)) {
            Api.get(pod, user, "/api/notifications/unread?ticket=" + secret);
            Api.delete(pod, NOBODY, "/api/sessions/" + secret, "X-Api-Key", key);
            Api.delete(pod, NOBODY, "/api/tokens/" + secret, "X-Api-Key", key);
            Api.delete(pod, user, "/api/api-keys/" + secret);
            Api.get(pod, NOBODY, "/console/" + secret);
        }
        Api.get(pod, NOBODY, "/api/notifications/stream?ticket=" + ticket.substring(1));
        Api.create(pod, user, Api.forUser("carol", "hello"), "Idempotency-Key", "once");
        Api.post(pod, NOBODY, "/api/sessions/revoke", "{\"sessionId\":\"" + session.sid() + "\"}", "X-Api-Key", key);
        Api.post(pod, NOBODY, "/api/tokens/revoke", "{\"jti\":\"" + jti + "\"}", "X-Api-Key", key);
        Api.post(pod, NOBODY, "/api/tokens/revoke", "{\"token\":\"" + token + "\"}", "X-Api-Key", key);
    }
}
