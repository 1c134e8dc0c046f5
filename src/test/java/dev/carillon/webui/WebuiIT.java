package dev.carillon.webui;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The browser side's own tests: the client on real sockets, the component and the demo page in Chromium. */
class WebuiIT {

    @BeforeAll
    static void install() {
        Npm.install();
    }

    @Test
    void clientComponentAndDemoPageWork() {
        Npm.script("test");
    }
}
