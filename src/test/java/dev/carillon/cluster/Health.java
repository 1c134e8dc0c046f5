package dev.carillon.cluster;

import dev.carillon.embedded.Pod;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** A pod's health, as the cluster around it would ask for it. */
public final class Health {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Health() {}

    public static boolean isLive(Pod pod) {
        HttpRequest probe = HttpRequest.newBuilder(URI.create(pod.managementUrl() + "/q/health/live"))
                .timeout(Duration.ofSeconds(3))
                .build();
        try {
            return HTTP.send(probe, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    public static boolean busDelivers(Pod pod) {
        return PodMetrics.of(pod).get("carillon_bus_delivering") == 1;
    }
}
