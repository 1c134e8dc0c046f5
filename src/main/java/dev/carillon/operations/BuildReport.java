package dev.carillon.operations;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.insight.BuildFacts;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.ManagementInterface;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Says which build this pod runs: in one line at its start, as the metric {@code carillon_build_info}, and at
 * {@code /q/info} of the management port.
 */
@Singleton
class BuildReport {

    private static final Logger LOG = Logger.getLogger(BuildReport.class);

    private final BuildFacts facts = BuildFacts.read();
    private final String podName;

    @Inject
    BuildReport(@ConfigProperty(name = "carillon.pod-name") String podName) {
        this.podName = podName;
    }

    @Produces
    @Singleton
    BuildFacts facts() {
        return facts;
    }

    void onStart(@Observes StartupEvent event, MeterRegistry registry) {
        Gauge.builder("carillon.build.info", () -> 1)
                .description("Always 1; its labels are the build that the pod runs")
                .tag("version", facts.version())
                .tag("commit", facts.commit())
                .tag("java", facts.java())
                .register(registry);
        LOG.infof(
                "Carillon starts: version=%s commit=%s java=%s pod=%s",
                facts.version(), facts.commit(), facts.java(), podName);
    }

    void onRoutes(@Observes ManagementInterface management, ObjectMapper json) throws JsonProcessingException {
        String answer = json.writeValueAsString(facts);
        management
                .router()
                .get("/q/info")
                .handler(request -> request.response()
                        .putHeader("Content-Type", "application/json")
                        .end(answer));
    }
}
