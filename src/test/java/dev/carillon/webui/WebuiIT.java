package dev.carillon.webui;

import dev.carillon.testkit.Npm;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The browser side's own tests: the client on real sockets, the component and the demo page in Chromium. */
// Needs none of the pods, and the machine would idle meanwhile.
@Execution(ExecutionMode.CONCURRENT)
// One of the longest, which nothing runs beside if it comes last.
@Order(1)
class WebuiIT {

    @BeforeAll
    static void install() {
        Npm.WEBUI.install();
    }

    @Test
    void clientComponentAndDemoPageWork() {
        Npm.WEBUI.script("test");
    }
}
