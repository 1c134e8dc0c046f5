package dev.carillon.webui;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The files that a pod serves are committed; these tests hold them to their sources. */
class WebuiBuildTest {

    @BeforeAll
    static void install() {
        Npm.install();
    }

    @Test
    void sourcesHaveNoTypeErrors() {
        Npm.script("types");
    }

    @Test
    void committedFilesAreWhatTheSourcesGiveAndTheClientIsSmall() {
        Npm.script("check");
    }
}
