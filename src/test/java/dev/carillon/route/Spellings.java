package dev.carillon.route;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.UnaryOperator;

/** Other ways to write a path, which a router, a gateway or a filter may take for the same. */
public final class Spellings {

    private static final List<String> MATRIX = List.of(";", ";x", ";x=1", ";jsessionid=1", "%3B", "%3bx", ";/", ";..");
    private static final List<String> SLASHES =
            List.of("//", "/./", "/x/../", "%2f", "%2F", "\\", "%5c", "/%2e/", "/;/");
    private static final List<String> ENDS =
            List.of("/", "//", "/.", "/..", "/x/..", "%2F", "%00", ".", ".json", ";.js", "?", "?x=/../", "%20");

    private final Random random;
    private final List<UnaryOperator<String>> changes = List.of(
            this::matrix, this::slash, this::end, this::escaped, this::upperCase, this::absolute, path -> "/" + path);

    public Spellings(long seed) {
        this.random = new Random(seed);
    }

    /** One to three changes of the path. */
    public String of(String path) {
        String spelling = path;
        for (int i = random.nextInt(3); i >= 0; i--) {
            spelling = pick(changes).apply(spelling);
        }
        return spelling;
    }

    private String matrix(String path) {
        int at = boundary(path);
        return path.substring(0, at) + pick(MATRIX) + path.substring(at);
    }

    private String slash(String path) {
        int at = path.indexOf('/', random.nextInt(path.length()));
        return at < 0 ? path : path.substring(0, at) + pick(SLASHES) + path.substring(at + 1);
    }

    private String end(String path) {
        return path + pick(ENDS);
    }

    private String escaped(String path) {
        int at = random.nextInt(path.length());
        String escape = String.format("%%%02x", (int) path.charAt(at));
        return path.substring(0, at)
                + (random.nextBoolean() ? escape : escape.toUpperCase(Locale.ROOT))
                + path.substring(at + 1);
    }

    private String upperCase(String path) {
        int at = random.nextInt(path.length());
        return path.substring(0, at) + path.substring(at).toUpperCase(Locale.ROOT);
    }

    private String absolute(String path) {
        return path.startsWith("/") ? "http://evil.example" + path : path;
    }

    /** The end of a segment, or of the path. */
    private int boundary(String path) {
        int at = path.indexOf('/', 1 + random.nextInt(path.length()));
        return at < 0 ? path.length() : at;
    }

    private <T> T pick(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
