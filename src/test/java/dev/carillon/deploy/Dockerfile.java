package dev.carillon.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The instructions of {@code deploy/Dockerfile}, in order, each in one line and with its arguments put in. */
record Dockerfile(List<Instruction> instructions) {

    private static final Path FILE = Path.of("deploy/Dockerfile");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param stage how many {@code FROM} stand before or at it */
    record Instruction(int stage, String name, String rest) {

        /** Of the form with brackets. */
        List<String> words() {
            try {
                return List.of(JSON.readValue(rest.substring(rest.indexOf('[')), String[].class));
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException(rest, e);
            }
        }
    }

    static Dockerfile read() {
        try {
            return parse(Files.readAllLines(FILE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Dockerfile parse(List<String> lines) {
        Map<String, String> arguments = new HashMap<>();
        List<Instruction> instructions = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        int stage = 0;
        for (String part : lines) {
            if (part.isBlank() || part.startsWith("#")) {
                continue;
            }
            line.append(part.endsWith("\\") ? part.substring(0, part.length() - 1) : part);
            if (part.endsWith("\\")) {
                continue;
            }
            String[] words = line.toString().strip().split("\\s+", 2);
            line.setLength(0);
            String rest = words[1];
            for (Map.Entry<String, String> argument : arguments.entrySet()) {
                rest = rest.replace("${" + argument.getKey() + "}", argument.getValue());
            }
            if (words[0].equals("ARG")) {
                arguments.put(rest.split("=", 2)[0], rest.split("=", 2)[1]);
            }
            stage += words[0].equals("FROM") ? 1 : 0;
            instructions.add(new Instruction(stage, words[0], rest));
        }
        return new Dockerfile(List.copyOf(instructions));
    }

    List<Instruction> all(String name) {
        return instructions.stream()
                .filter(instruction -> instruction.name().equals(name))
                .toList();
    }

    /** Of the stage that becomes the image. */
    List<Instruction> last(String name) {
        return of(instructions.get(instructions.size() - 1).stage(), name);
    }

    /** @param stage the first one is 1 */
    List<Instruction> of(int stage, String name) {
        return all(name).stream()
                .filter(instruction -> instruction.stage() == stage)
                .toList();
    }
}
