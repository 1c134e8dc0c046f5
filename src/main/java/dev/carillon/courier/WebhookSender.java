package dev.carillon.courier;

import dev.carillon.outgoing.Answer;
import dev.carillon.outgoing.OutgoingCalls;
import dev.carillon.outgoing.Target;
import dev.carillon.webhook.SecretSeal;
import dev.carillon.webhook.SigningSecret;
import dev.carillon.webhook.WebhookConfig;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Sends an event once, signed by the specification of Standard Webhooks. From any thread. */
@Singleton
class WebhookSender {

    private final OutgoingCalls calls;
    private final SecretSeal seal;
    private final Clock clock;

    @Inject
    WebhookSender(OutgoingCalls calls, SecretSeal seal, Clock clock, WebhookConfig config) {
        if (config.lease().compareTo(calls.timeout()) <= 0) {
            // Another pod would send the same while this one waits.
            throw new ConfigurationException("carillon.webhooks.lease must be longer than carillon.outgoing.timeout");
        }
        this.calls = calls;
        this.seal = seal;
        this.clock = clock;
    }

    /**
     * Empty if no configured secret opens the endpoint's: nothing is sent without a signature. Otherwise completes normally,
     * on any thread.
     */
    Optional<CompletableFuture<Answer>> send(Claim claim) {
        List<SigningSecret> secrets = new ArrayList<>();
        seal.open(claim.secret(), claim.organizationId(), claim.endpointId()).ifPresent(secrets::add);
        if (claim.formerSecret() != null) {
            seal.open(claim.formerSecret(), claim.organizationId(), claim.endpointId())
                    .ifPresent(secrets::add);
        }
        Optional<Target> target = Target.parse(claim.url());
        if (secrets.isEmpty() || target.isEmpty()) {
            return Optional.empty();
        }
        byte[] body = EventBody.of(claim);
        long seconds = clock.instant().getEpochSecond();
        String signatures = String.join(
                " ",
                secrets.stream()
                        .map(secret -> secret.signature(claim.messageId(), seconds, body))
                        .toList());
        Map<String, String> headers = Map.of(
                "Content-Type",
                EventBody.MEDIA_TYPE,
                "User-Agent",
                "Carillon",
                "webhook-id",
                claim.messageId(),
                "webhook-timestamp",
                String.valueOf(seconds),
                "webhook-signature",
                signatures);
        return Optional.of(calls.post(target.get(), headers, body));
    }
}
