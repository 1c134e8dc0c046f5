package dev.carillon.style;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds sentences that a native reader would stumble over: a clause as the subject, and words of {@code words.txt}. It
 * reads the prose of documents, comments, string literals with more than two words, and the names of test methods.
 *
 * <p>Runs without a build, for some files or folders: {@code java src/test/java/dev/carillon/style/StyleCheck.java
 * docs src/main/java/dev/carillon/bus}.
 */
final class StyleCheck {

    private static final Path WORDS = Path.of("src/test/resources/style/words.txt");
    private static final List<String> ROOTS = List.of("README.md", "docs", "src", "deploy", "k8s", "pom.xml");
    // Migrations are not read: changing a comment would change the checksum of one that has already run. StyleTest
    // quotes the banned words. A "dist" is what the compiler of the npm packages wrote, and is no part of the project.
    private static final Pattern READ = Pattern.compile(".*\\.(java|ts|md|properties|ya?ml|xml)");
    private static final Pattern NOT_READ = Pattern.compile(
            ".*(/node_modules/|/webui/\\w+/dist/|/META-INF/resources/|/src/test/resources/|/StyleTest\\.java).*");

    // After the start of a paragraph, list item, table cell, Javadoc tag, sentence or main clause.
    private static final Pattern CLAUSE_AS_SUBJECT = Pattern.compile(
            "(?:\\A\\W*|\\n\\s*\\n\\s*|^\\s*[-*]\\s+|\\|\\s*|<p>\\s*|<li>\\s*|@param\\s+\\S+\\s+|@return\\s+"
                    + "|[.!?;:]['\")*]*\\s+|—\\s+)"
                    + "(what|who|whose|whoever|whatever|whichever)\\s+([^.?!|;]*)(.?)",
            Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);
    private static final Pattern JAVADOC_CODE = Pattern.compile("\\{@code[^}]*}|<pre>.*?</pre>", Pattern.DOTALL);
    private static final Pattern JAVADOC_LINK = Pattern.compile("\\{@link\\s+[^\\s}]+\\s*([^}]*)}");
    private static final Pattern MARKDOWN_CODE = Pattern.compile("(?ms)^ *```.*?^ *```|`[^`]*`|\\]\\([^)]*\\)|<[^>]*>");
    private static final Pattern MARKDOWN_HEADING = Pattern.compile("(?m)^(#+ .*|\\|.*\\|\\n(?=\\|[-: |]+\\|))");
    private static final Pattern HASH_COMMENT = Pattern.compile("(?m)(?:^\\s*#.*\\n?)+");
    private static final Pattern XML_COMMENT = Pattern.compile("(?s)<!--(.*?)-->");
    private static final Pattern TEST_NAME = Pattern.compile("\\bvoid\\s+([a-z]\\w+)\\s*\\(");
    // In this order, so that a "//" within a string is no comment.
    private static final Pattern SOURCE = Pattern.compile("(?s)\"\"\".*?\"\"\""
            + "|\"(?:\\\\.|[^\"\\\\\\n])*\""
            + "|'(?:\\\\.|[^'\\\\\\n])*'"
            + "|/\\*.*?\\*/"
            + "|(?:(?<=\\n)[ \\t]*//[^\\n]*\\n)+"
            + "|//[^\\n]*");

    /** A sentence or word to be replaced. */
    public record Finding(Path file, int line, String found, String instead) {

        @Override
        public String toString() {
            return file + ":" + line + ": " + found + " → " + instead;
        }
    }

    private record Word(Pattern pattern, String instead) {}

    private record Prose(int line, String text) {}

    private final List<Word> words;

    private StyleCheck(List<Word> words) {
        this.words = words;
    }

    /** Prints the findings below the given paths and exits with 1 if there are any. */
    public static void main(String[] paths) throws IOException {
        List<Finding> findings = findings(paths.length == 0 ? ROOTS : List.of(paths));
        findings.forEach(System.out::println);
        System.out.println(findings.size() + " findings");
        System.exit(findings.isEmpty() ? 0 : 1);
    }

    static List<Finding> findings() throws IOException {
        return findings(ROOTS);
    }

    private static List<Finding> findings(List<String> roots) throws IOException {
        StyleCheck check = new StyleCheck(words(Files.readString(WORDS)));
        List<Finding> findings = new ArrayList<>();
        for (String root : roots) {
            for (Path file : filesBelow(Path.of(root))) {
                findings.addAll(check.read(file, Files.readString(file)));
            }
        }
        return findings;
    }

    static List<Finding> findingsIn(Path file, String text) throws IOException {
        return new StyleCheck(words(Files.readString(WORDS))).read(file, text);
    }

    private static List<Path> filesBelow(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .filter(StyleCheck::isRead)
                    .sorted()
                    .toList();
        }
    }

    static boolean isRead(Path file) {
        return READ.matcher(file.toString()).matches()
                && !NOT_READ.matcher("/" + file).matches();
    }

    /** Lines of {@code pattern → what to write instead}; a space stands for any white space. */
    private static List<Word> words(String lines) {
        return lines.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.split(" +→ +", 2))
                .map(parts -> new Word(
                        Pattern.compile(
                                "\\b(?:" + parts[0].strip().replace(" ", "\\s+") + ")\\b", Pattern.CASE_INSENSITIVE),
                        parts[1]))
                .toList();
    }

    private List<Finding> read(Path file, String text) {
        List<Finding> findings = new ArrayList<>();
        for (Prose prose : proseOf(file.toString(), text)) {
            Matcher clause = CLAUSE_AS_SUBJECT.matcher(prose.text());
            while (clause.find()) {
                if (!clause.group(3).equals("?") && clause.group(2).contains(" ")) {
                    String sentence = clause.group(1) + " " + clause.group(2);
                    findings.add(finding(file, prose, clause.start(1), sentence, "a subject first"));
                }
            }
            for (Word word : words) {
                Matcher found = word.pattern().matcher(prose.text());
                while (found.find()) {
                    findings.add(finding(file, prose, found.start(), found.group(), word.instead()));
                }
            }
        }
        return findings;
    }

    private static Finding finding(Path file, Prose prose, int offset, String found, String instead) {
        String oneLine = found.replaceAll("\\s+", " ");
        String shown = oneLine.substring(0, Math.min(60, oneLine.length()));
        return new Finding(file, prose.line() + lines(prose.text(), offset), shown, instead);
    }

    private static int lines(String text, int end) {
        return (int) text.substring(0, end).chars().filter(c -> c == '\n').count();
    }

    private static List<Prose> proseOf(String file, String text) {
        if (file.endsWith(".md")) {
            return List.of(new Prose(1, blanked(MARKDOWN_HEADING, blanked(MARKDOWN_CODE, text))));
        }
        if (file.endsWith(".java") || file.endsWith(".ts")) {
            return sourceProse(file, text);
        }
        boolean isXml = file.endsWith(".xml");
        List<Prose> prose = new ArrayList<>();
        Matcher comment = (isXml ? XML_COMMENT : HASH_COMMENT).matcher(text);
        while (comment.find()) {
            String plain = comment.group(isXml ? 1 : 0).replaceAll("(?m)^\\s*#+ ?", "");
            prose.add(new Prose(1 + lines(text, comment.start()), plain));
        }
        return prose;
    }

    /** Underscores instead of everything that is not prose, so that lines keep their numbers. */
    private static String blanked(Pattern notProse, String text) {
        return notProse.matcher(text).replaceAll(match -> match.group().replaceAll("[^\\n]", "_"));
    }

    private static List<Prose> sourceProse(String file, String text) {
        List<Prose> prose = new ArrayList<>();
        Matcher part = SOURCE.matcher(text);
        while (part.find()) {
            int line = 1 + lines(text, part.start());
            if (part.group().strip().startsWith("/")) {
                prose.add(new Prose(line, comment(part.group())));
            } else if (part.group().startsWith("\"") && part.group().strip().split("\\s+").length > 2) {
                prose.add(new Prose(line, part.group().substring(1)));
            }
        }
        Matcher name = TEST_NAME.matcher(text);
        while (file.startsWith("src/test") && name.find()) {
            String sentence =
                    name.group(1).replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
            prose.add(new Prose(1 + lines(text, name.start()), sentence));
        }
        return prose;
    }

    private static String comment(String source) {
        String plain = source.replaceAll("^\\s*/\\*\\*?\\s?|\\*/$", "").replaceAll("(?m)^[ \\t]*(//|\\*)[ \\t]?", "");
        String withoutCode = blanked(JAVADOC_CODE, plain);
        return JAVADOC_LINK.matcher(withoutCode).replaceAll(link -> Matcher.quoteReplacement(link.group(1)));
    }
}
