package dev.carillon.testkit;

import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs users in to the application under test, by the session that express-session would have written. */
@Singleton
public class Logins {

    private final Redis redis;

    @Inject
    Logins(Redis redis) {
        this.redis = redis;
    }

    /** An organization that no other test knows. */
    public String newOrganization() {
        return "org-" + UUID.randomUUID();
    }

    public Login of(String organization, String user) {
        String sid = UUID.randomUUID().toString();
        String session = new JsonObject()
                .put("cookie", new JsonObject().put("path", "/"))
                .put("userId", user)
                .put("organizationId", organization)
                .encode();
        redis.send(Request.cmd(Command.SET).arg("sess:" + sid).arg(session))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        String signed = URLEncoder.encode("s:" + sid + "." + signature(sid), StandardCharsets.UTF_8);
        return new Login(organization, user, "connect.sid=" + signed);
    }

    private static String signature(String sid) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(EmbeddedResource.SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] digest = mac.doFinal(sid.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().withoutPadding().encodeToString(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
