package dev.carillon.webhook;

import dev.carillon.tenancy.Database;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Makes endpoints without the HTTP route. */
public record Endpoints(DataSource database, WebhookConfig config, SecretSeal seal) {

    /** Returns its id. */
    public String create(String organization, String url, String... events) {
        String id = UUID.randomUUID().toString().replace("-", "").substring(0, 16);
        byte[] secret = seal.seal(seal.newSecret(), organization, id);
        WebhookStore.NewEndpoint endpoint =
                new WebhookStore.NewEndpoint(organization, id, url, "", events, new String[0], secret, "26");
        return new WebhookStore(new Database(database), config)
                .create(endpoint, 1000)
                .orElseThrow()
                .id();
    }

    /** The reasons of an endpoint's events in this state; of all if it is null. */
    public List<String> reasons(String organization, String id, @Nullable String state) {
        return new DeliveryStore(new Database(database))
                .page(organization, id, state, null, 100).deliveries().stream()
                        .map(one -> String.valueOf(one.reason()))
                        .toList();
    }
}
