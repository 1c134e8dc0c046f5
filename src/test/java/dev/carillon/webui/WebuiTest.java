package dev.carillon.webui;

import dev.carillon.testkit.Npm;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The browser side's own tests: the client on real sockets, the component and the demo page in Chromium. */
// Runs beside the tests that start the application: they wait more than they compute.
@Execution(ExecutionMode.CONCURRENT)
class WebuiTest {

    @BeforeAll
    static void install() {
        Npm.WEBUI.install();
    }

    @Test
    void clientComponentAndDemoPageWork() {
        Npm.WEBUI.script("test");
    }
}
