package dev.carillon.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.cluster.Api;
import dev.carillon.insight.BuildFacts;
import dev.carillon.testkit.EmbeddedResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URL;
import org.junit.jupiter.api.Test;

/** An operator sees which build a pod runs. */
@QuarkusTest
@WithTestResource(EmbeddedResource.class)
class BuildReportTest {

    @TestHTTPResource(value = "/metrics", management = true)
    URL metrics;

    @TestHTTPResource(value = "/info", management = true)
    URL info;

    @Test
    void metricHasTheBuildInItsLabels() {
        BuildFacts facts = BuildFacts.read();
        assertThat(Api.fetch(metrics.toString()).body().lines())
                .anySatisfy(line -> assertThat(line)
                        .startsWith("carillon_build_info{")
                        .contains("version=\"" + facts.version() + "\"", "commit=\"" + facts.commit() + "\"")
                        .endsWith(" 1.0"));
    }

    @Test
    void managementPortTellsTheBuild() throws Exception {
        assertThat(new ObjectMapper().readValue(Api.fetch(info.toString()).body(), BuildFacts.class))
                .isEqualTo(BuildFacts.read());
    }
}
