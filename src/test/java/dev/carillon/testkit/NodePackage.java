package dev.carillon.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code @carillon/node} as npm packs it, installed as from the registry. */
public final class NodePackage {

    private static final Path TARBALLS = Path.of("target/npm").toAbsolutePath();

    private NodePackage() {}

    public static void installIn(ClientWorkspace workspace) throws IOException {
        Npm.WEBUI.install().script("build:node");
        Files.createDirectories(TARBALLS);
        Command packed = Npm.WEBUI.run(
                "pack", "--silent", "--workspace", "@carillon/node", "--pack-destination", TARBALLS.toString());
        assertThat(packed.succeeded()).as(packed.text()).isTrue();
        Path tarball = TARBALLS.resolve(packed.output().strip());
        Command installed = new Npm(workspace.directory())
                .run("install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", tarball.toString());
        assertThat(installed.succeeded()).as(installed.text()).isTrue();
    }
}
