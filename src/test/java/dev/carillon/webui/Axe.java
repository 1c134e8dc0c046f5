package dev.carillon.webui;

import com.microsoft.playwright.Page;
import dev.carillon.testkit.Npm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Looks for what keeps people from using a page: axe-core, which the browser side's own tests use too. */
final class Axe {
    private static final Path SOURCE = Path.of("src/main/webui/node_modules/axe-core/axe.min.js");

    private Axe() {}

    /** In a line each. Skips the test where npm is not to be had. */
    static List<?> violations(Page page) throws IOException {
        Npm.WEBUI.install();
        page.evaluate(Files.readString(SOURCE));
        return (List<?>) page.evaluate("""
                () => axe.run({ resultTypes: ['violations'] }).then(({ violations }) =>
                  violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`))
                """);
    }
}
