package dev.carillon.publish;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;

/** A body is rejected as bad JSON or as a bad field, never by an unexpected exception. */
class BodyFuzzTest {

    private final ObjectMapper mapper = new ObjectMapper();

    BodyFuzzTest() {
        new StrictJson().customize(mapper);
    }

    @FuzzTest(maxDuration = "60s")
    void aBodyIsReadOrRejected(FuzzedDataProvider input) {
        try {
            mapper.readValue(input.consumeRemainingAsString(), PublishRequest.class);
        } catch (JsonProcessingException rejected) {
            assertThat(rejected.getMessage()).isNotNull();
        }
    }

    @FuzzTest(maxDuration = "60s")
    void aLinkThatPassesIsWhatItLooksLike(FuzzedDataProvider input) {
        String url = input.consumeRemainingAsString();
        if (ActionUrl.fault(url) == null && !url.startsWith("/")) {
            URI link = URI.create(url);
            assertThat(link.getScheme()).matches("(?i)https?");
            assertThat(link.getHost()).isNotEmpty();
            // In the path, an @ is harmless.
            assertThat(link.getRawAuthority()).doesNotContain("@");
            assertThat(url).doesNotContain("\\");
        }
    }
}
