package dev.carillon.insight;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The build that this pod runs.
 *
 * @param version of Carillon
 * @param commit the commit it was built from; {@code unknown} for a build that was not told
 * @param java version of the JVM
 */
public record BuildFacts(String version, String commit, String java) {

    private static final String RESOURCE = "/META-INF/carillon-build.properties";

    /** Of the running package. */
    public static BuildFacts read() {
        Properties facts = new Properties();
        try (InputStream file = BuildFacts.class.getResourceAsStream(RESOURCE)) {
            if (file == null) {
                throw new IllegalStateException("The package has no " + RESOURCE);
            }
            facts.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new BuildFacts(
                facts.getProperty("version"),
                facts.getProperty("commit"),
                Runtime.version().toString());
    }
}
