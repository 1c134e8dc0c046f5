package dev.carillon.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A copy of a folder of client programs below {@code target}, with the packages that its lock file names. */
public record ClientWorkspace(Path directory) {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** @param source a folder with {@code package-lock.json}, of which one copy is kept */
    public static ClientWorkspace of(Path source) throws IOException {
        ClientWorkspace workspace =
                new ClientWorkspace(Path.of("target", source.getFileName().toString()));
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                if (!file.toString().contains("node_modules")) {
                    Path copy =
                            workspace.directory.resolve(source.relativize(file).toString());
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
        new Npm(workspace.directory).install();
        return workspace;
    }

    /** Runs a program of an installed package. */
    public Command tool(String name, String... arguments) {
        return run("node_modules/.bin/" + name, arguments);
    }

    public Command run(String program, String... arguments) {
        return Command.run(
                directory,
                PATIENCE,
                Stream.concat(Stream.of(program), Stream.of(arguments)).toArray(String[]::new));
    }

    /** Runs it, and expects that it succeeds. */
    public String node(String... arguments) {
        return succeeded(run("node", arguments));
    }

    public static String succeeded(Command command) {
        assertThat(command.succeeded())
                .as(() -> String.join("\n", List.of(command.output(), command.errors())))
                .isTrue();
        return command.output();
    }
}
