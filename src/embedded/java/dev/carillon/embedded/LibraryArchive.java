package dev.carillon.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Puts the libraries of a packaged application into one archive. With an AOT cache a JVM takes its classes from there, and
 * still opens each archive of the class path and reads each manifest, some of which are long: with 250 of them that was a
 * tenth of a start. One class path entry in their place keeps their order, so that the same class is found as before.
 */
final class LibraryArchive {

    private static final String LIBRARIES = "lib/";
    /** In the directory of those that it replaces, from which Quarkus tells where the application is. */
    private static final String ARCHIVE = LIBRARIES + "main/libraries.jar";

    private static final String SERVICES = "META-INF/services/";
    private static final String VERSIONS = "META-INF/versions/";
    private static final String MODULE = "module-info.class";

    private final Path directory;
    private final Map<String, Long> checksums = new HashMap<>();
    private final Map<String, ByteArrayOutputStream> services = new LinkedHashMap<>();

    private LibraryArchive(Path directory) {
        this.directory = directory;
    }

    /**
     * Changes the package in place; one that is changed already stays as it is.
     *
     * @param application its {@code quarkus-run.jar}
     * @throws IOException also if two libraries have a class of the same name that differs
     */
    static void of(Path application) throws IOException {
        Manifest manifest;
        try (JarFile run = new JarFile(application.toFile())) {
            manifest = run.getManifest();
        }
        Attributes main = manifest.getMainAttributes();
        List<String> classPath =
                List.of(main.getValue(Attributes.Name.CLASS_PATH).trim().split(" +"));
        List<String> libraries =
                classPath.stream().filter(entry -> entry.startsWith(LIBRARIES)).toList();
        if (libraries.equals(List.of(ARCHIVE))) {
            return;
        }
        new LibraryArchive(application.resolveSibling("")).write(libraries);
        main.put(
                Attributes.Name.CLASS_PATH,
                Stream.concat(classPath.stream().filter(entry -> !entry.startsWith(LIBRARIES)), Stream.of(ARCHIVE))
                        .collect(Collectors.joining(" ")));
        new JarOutputStream(Files.newOutputStream(application), manifest).close();
        for (String library : libraries) {
            Files.delete(application.resolveSibling(library));
        }
    }

    private void write(List<String> libraries) throws IOException {
        Path archive = directory.resolve(ARCHIVE);
        Path unfinished = archive.resolveSibling("libraries.unfinished");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MULTI_RELEASE, "true");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(unfinished), manifest)) {
            for (String library : libraries) {
                try (JarFile jar = new JarFile(directory.resolve(library).toFile(), false)) {
                    add(jar, library.substring(library.lastIndexOf('/') + 1), out);
                }
            }
            for (Map.Entry<String, ByteArrayOutputStream> service : services.entrySet()) {
                out.putNextEntry(new JarEntry(service.getKey()));
                service.getValue().writeTo(out);
                out.closeEntry();
            }
        }
        Files.move(unfinished, archive, StandardCopyOption.REPLACE_EXISTING);
    }

    private void add(JarFile jar, String library, JarOutputStream out) throws IOException {
        for (JarEntry entry : jar.stream().filter(entry -> isWanted(entry, jar)).toList()) {
            String name = entry.getName();
            try (InputStream content = jar.getInputStream(entry)) {
                if (name.startsWith(SERVICES)) {
                    // Each is a list with a provider in a line: all of them are one list.
                    ByteArrayOutputStream list = services.computeIfAbsent(name, n -> new ByteArrayOutputStream());
                    content.transferTo(list);
                    list.write('\n');
                    continue;
                }
                Long before = checksums.putIfAbsent(name, entry.getCrc());
                if (before != null && before == entry.getCrc()) {
                    continue;
                }
                JarEntry copy = new JarEntry(before == null ? name : apart(name, library));
                // Of the library, so that two builds make the same archive.
                copy.setTime(entry.getTime());
                out.putNextEntry(copy);
                content.transferTo(out);
                out.closeEntry();
            }
        }
    }

    /** Modules and signatures have no meaning on the class path of an unsigned archive. */
    private static boolean isWanted(JarEntry entry, JarFile jar) {
        String name = entry.getName();
        return !entry.isDirectory()
                && !name.equals(JarFile.MANIFEST_NAME)
                && !name.endsWith(MODULE)
                && !name.matches("META-INF/[^/]*\\.(SF|RSA|DSA|EC|LIST)")
                && (jar.isMultiRelease() || !name.startsWith(VERSIONS));
    }

    /** Licenses, notices and what only a build reads have the same name in many; all are kept, the first in its place. */
    private static String apart(String name, String library) throws IOException {
        if (name.endsWith(".class") || !name.startsWith("META-INF/")) {
            throw new IOException(library + " has another " + name + " than a library before it");
        }
        return "META-INF/" + library + name.substring("META-INF".length());
    }
}
