package dev.carillon.webui;

import dev.carillon.testkit.Npm;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The files that a pod serves are committed; these tests hold them to their sources.
 *
 * <p>See docs/adr/0040-no-trusted-types-policy.md
 */
class WebuiBuildTest {

    @BeforeAll
    static void install() {
        Npm.WEBUI.install();
    }

    @Test
    void sourcesHaveNoTypeErrors() {
        Npm.WEBUI.script("types");
    }

    @Test
    void committedFilesAreWhatTheSourcesGiveAndTheClientIsSmall() {
        Npm.WEBUI.script("check");
    }
}
