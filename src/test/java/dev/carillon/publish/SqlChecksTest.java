package dev.carillon.publish;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.handover.HandoverConfig;
import dev.carillon.identity.Caller;
import dev.carillon.identity.Credential;
import dev.carillon.notification.Draft;
import dev.carillon.problem.InvalidField;
import dev.carillon.testkit.OwnDatabase;
import dev.carillon.testkit.SharedServices;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code carillon.publish} rejects what the HTTP route rejects, and stores what the HTTP route stores. */
class SqlChecksTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    static {
        // As the application reads bodies.
        new StrictJson().customize(JSON);
    }

    private static final Validator VALIDATOR =
            Validation.buildDefaultValidatorFactory().getValidator();
    /** Fields that any text may be tried in. */
    private static final Map<String, String> TEXT_COLUMNS = Map.of(
            "type", "type",
            "title", "title",
            "message", "message",
            "actionUrl", "action_url",
            "userId", "user_id",
            "audience", "audience",
            "collapseKey", "collapse_key");

    private static final Map<String, String> COLUMNS =
            Map.of("data", "data", "expiresAt", "expires_at", "handover", "handover");

    private static final String PUBLISH = "select carillon.publish('checks', type => ?, title => ?, message => ?,"
            + " user_id => ?, audience => ?, action_url => ?, data => ?::jsonb, expires_at => ?::timestamptz,"
            + " collapse_key => ?, handover => ?::jsonb)";

    private static final List<String> TEXTS = List.of(
            "", " ", "\t\n", "\u001F", "\u00A0", "a", "é", "😀", "x\ry", "\u2028", "ab c", "a:b", "a@b", "a-b", "ſ",
            "K");

    private static final List<String> HOSTS = List.of(
            "ex.com",
            "a",
            "1",
            "1.2.3.4",
            "1.2.3.256",
            "1.2.3",
            "01.002.3.4",
            "a.1",
            "1.a",
            "a.b.",
            "a..b",
            "-a",
            "a-",
            "a-b.c-d",
            "é.com",
            "a_b",
            "u@h",
            "u:p@h",
            "@h",
            "",
            "[::1]",
            "[::]",
            "[1::2::3]",
            "[1:2:3:4:5:6:7:8]",
            "[1:2:3:4:5:6:7]",
            "[1:2:3:4:5:6:7::]",
            "[1:2:3:4:5:6:7:8::]",
            "[::1.2.3.4]",
            "[1:2:3:4:5:6:1.2.3.4]",
            "[::1.2.3]",
            "[::1.2.3.400]",
            "[12345::]",
            "[:1]",
            "[1:]",
            "[fe80::1%eth0]",
            "[fe80::1%]",
            "[g::]",
            "[::1",
            "::1",
            "a%20b",
            "[1.2.3.4::]",
            "[:::]",
            "[]");

    private static final List<String> PORTS =
            List.of("", ":", ":80", ":080", ":2147483647", ":2147483648", ":x", ":-1");

    private static final List<String> ENDS = List.of(
            "",
            "/",
            "//",
            "/a/b;c=1",
            "/%20",
            "/%2",
            "/%zz",
            "/é😀",
            "/\u00A0",
            "/a|b",
            "/a\"b",
            "/[x]",
            "?a=[1]",
            "?",
            "#",
            "#a#b",
            "/a?b#c[d]",
            "/~!*'(),$&+=@:",
            "/^",
            "/{x}",
            "?q=<x>",
            "/\u3000",
            "/\u200B",
            "/\u0085",
            "/ ",
            "\\");

    private static final Caller BACKEND = new Caller("checks", "key:1", new Credential.ApiKey("1", null));

    /** The data of a case, with numbers that Jackson has read as infinite. */
    private static final Map<ObjectNode, String> AS_SENT = new IdentityHashMap<>();

    private static OwnDatabase database;
    private static Connection connection;
    private final DraftFactory drafts = new DraftFactory(
            SharedServices.config(PublishConfig.class, Map.of()),
            SharedServices.config(HandoverConfig.class, Map.of()),
            Clock.systemUTC());

    @BeforeAll
    static void migrate() throws SQLException {
        database = OwnDatabase.migratedTo("latest");
        connection = database.owner().getConnection();
        connection.setAutoCommit(false);
    }

    @AfterAll
    static void close() throws SQLException {
        connection.close();
    }

    @Test
    void bothRejectTheSame() throws Exception {
        // Given
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        List<ObjectNode> cases = cases(new Random(seed));
        List<String> differences = new ArrayList<>();
        int accepted = 0;

        // When
        for (ObjectNode body : cases) {
            Answer http = overHttp(body);
            Answer sql = inSql(body);
            accepted += http.fields.isEmpty() ? 1 : 0;
            if (!http.agreesWith(sql)) {
                differences.add(body + " http: " + http + " sql: " + sql);
            }
        }

        // Then
        assertThat(differences).isEmpty();
        assertThat(accepted).isBetween(cases.size() / 10, cases.size() * 9 / 10);
    }

    private static List<ObjectNode> cases(Random random) throws JsonProcessingException {
        List<ObjectNode> cases = new ArrayList<>();
        for (String host : HOSTS) {
            PORTS.forEach(port -> cases.add(good().put("actionUrl", "http://" + host + port + "/")));
            ENDS.forEach(end -> cases.add(good().put("actionUrl", "HTTPS://" + host + end)));
        }
        for (String end : ENDS) {
            List.of("ex.com", "http:", "http:/", "http://", "ftp://ex.com", "/a", "//a", "javascript:", ":", "1:")
                    .forEach(start -> cases.add(good().put("actionUrl", start + end)));
        }
        for (String text : TEXTS) {
            TEXT_COLUMNS.keySet().forEach(field -> cases.add(good().put(field, text)));
        }
        for (char c = 1; c < 0x3010; c++) {
            if (c < 0xB0 || Character.isWhitespace(c) || Character.isSpaceChar(c) || c % 97 == 0) {
                cases.add(good().put("title", " " + c));
            }
        }
        lengths(cases);
        data(cases);
        handovers(cases);
        for (int i = 0; i < 300; i++) {
            cases.add(random(random));
        }
        return cases;
    }

    private static void lengths(List<ObjectNode> cases) {
        for (String unit : List.of("a", "é", "€", "😀")) {
            for (int length :
                    List.of(63, 64, 65, 127, 128, 129, 255, 256, 257, 2047, 2048, 2049, 8192, 8193, 16384, 16385)) {
                String text = unit.repeat(length);
                for (String field : List.of("type", "title", "message", "userId", "collapseKey")) {
                    cases.add(good().put(field, text));
                }
                cases.add(good().put("actionUrl", "/" + text));
            }
        }
        for (String absent : List.of("type", "title", "message", "userId")) {
            ObjectNode body = good();
            body.remove(absent);
            cases.add(body);
        }
        cases.add(good().put("audience", "organization"));
        ObjectNode everyone = good().put("audience", "organization");
        everyone.remove("userId");
        cases.add(everyone);
        for (String at : List.of(
                "2000-01-01T00:00:00Z",
                "9999-12-31T23:59:59Z",
                "9999-12-31T23:59:59-01:00",
                "2999-06-01T12:00:00+02:00")) {
            cases.add(good().put("expiresAt", at));
        }
    }

    private static void data(List<ObjectNode> cases) throws JsonProcessingException {
        for (int depth : List.of(1, 2, 49, 50, 51, 52)) {
            cases.add(withData("{\"a\":".repeat(depth) + "1" + "}".repeat(depth)));
            cases.add(withData("{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + "}"));
        }
        for (int size : List.of(16384, 16385)) {
            for (String unit : List.of("a", "é", "\\n", "\\u0001", "\\\"")) {
                int bytes = JSON.readTree("\"" + unit + "\"")
                                .toString()
                                .getBytes(java.nio.charset.StandardCharsets.UTF_8)
                                .length
                        - 2;
                int rest = size - 8;
                cases.add(withData("{\"a\":\"" + unit.repeat(rest / bytes) + "x".repeat(rest % bytes) + "\"}"));
            }
            int items = (size - 7) / 2;
            cases.add(withData("{\"a\":[1" + ", 1".repeat(items) + "]}"));
        }
        for (String number :
                List.of("1", "1.5", "-0", "1e400", "-1e400", "1.7976931348623157e308", "12345678901234567890")) {
            cases.add(withData("{\"n\":" + number + "}"));
        }
    }

    private static void handovers(List<ObjectNode> cases) throws JsonProcessingException {
        for (String after : List.of("0", "1", "2592000", "2592001", "-1", "null")) {
            cases.add(withHandover("{\"afterSeconds\":" + after + "}"));
            cases.add(withHandover("{\"afterSeconds\":" + after + ",\"never\":null}"));
            cases.add(withHandover("{\"afterSeconds\":" + after + ",\"never\":true}"));
            cases.add(withHandover("{\"afterSeconds\":" + after + ",\"after\":1}"));
        }
        for (String other : List.of(
                "{}",
                "[]",
                "1",
                "true",
                "\"never\"",
                "{\"never\":true}",
                "{\"never\":false}",
                "{\"never\":null}",
                "{\"never\":{}}",
                "{\"afterSeconds\":[]}",
                "{\"afterSeconds\":\"soon\"}",
                "{\"afterSeconds\":\"60\"}",
                "{\"afterSeconds\":1.5}",
                "{\"afterSeconds\":60.0}",
                "{\"never\":\"true\"}",
                "{\"never\":1}",
                "{\"afterSeconds\":99999999999}")) {
            cases.add(withHandover(other));
        }
    }

    private static ObjectNode withHandover(String handover) throws JsonProcessingException {
        ObjectNode body = good();
        body.set("handover", JSON.readTree(handover));
        return body;
    }

    private static ObjectNode random(Random random) {
        ObjectNode body = good();
        for (String field : new TreeSet<>(TEXT_COLUMNS.keySet())) {
            if (random.nextInt(6) == 0) {
                StringBuilder text = new StringBuilder();
                int parts = random.nextInt(4);
                for (int i = 0; i < parts; i++) {
                    text.append(TEXTS.get(random.nextInt(TEXTS.size())));
                }
                body.put(field, text.toString());
            }
        }
        if (random.nextInt(3) == 0) {
            StringBuilder url = new StringBuilder(random.nextBoolean() ? "http://h/" : "/");
            for (int i = 0; i < 3; i++) {
                int code = random.nextInt(random.nextBoolean() ? 0x100 : 0x3100);
                url.append(code == 0 ? "" : Character.toString(code));
            }
            body.put("actionUrl", url.toString());
        }
        return body;
    }

    private static ObjectNode good() {
        return JSON.createObjectNode()
                .put("type", "order")
                .put("title", "Order 7")
                .put("message", "It is on its way")
                .put("userId", "26");
    }

    private static ObjectNode withData(String data) throws JsonProcessingException {
        ObjectNode body = good();
        body.set("data", JSON.readTree(data));
        AS_SENT.put(body, data);
        return body;
    }

    /** The answer of one way in: the fields at fault, or the draft. */
    private record Answer(List<String> fields, String stored) {

        /** The HTTP route may name several fields. */
        boolean agreesWith(Answer sql) {
            return fields.isEmpty()
                    ? sql.fields.isEmpty() && stored.equals(sql.stored)
                    : fields.containsAll(sql.fields) && !sql.fields.isEmpty();
        }
    }

    private Answer overHttp(ObjectNode body) throws JsonProcessingException {
        PublishRequest request;
        try {
            request = JSON.treeToValue(body, PublishRequest.class);
        } catch (JsonMappingException e) {
            return new Answer(List.of(column(e.getPath().get(0).getFieldName())), "");
        }
        List<String> fields = new ArrayList<>();
        VALIDATOR
                .validate(request)
                .forEach(fault -> fields.add(column(fault.getPropertyPath().toString())));
        try {
            Draft draft = drafts.of(BACKEND, request).get(0);
            return new Answer(fields, fields.isEmpty() ? stored(draft) : "");
        } catch (InvalidField e) {
            fields.add(column(e.field()));
        } catch (IllegalArgumentException | NullPointerException e) {
            // Over HTTP nothing that validation has rejected comes so far.
            assertThat(fields).isNotEmpty();
        }
        return new Answer(fields, "");
    }

    private static String column(String field) {
        String name = field.replaceFirst("[.].*", "");
        return Objects.requireNonNull(TEXT_COLUMNS.getOrDefault(name, COLUMNS.get(name)), field);
    }

    private static String stored(Draft draft) throws JsonProcessingException {
        String data = draft.extras().data();
        return String.join(
                "|",
                String.valueOf(draft.recipient().nullableUser()),
                draft.type(),
                draft.title(),
                draft.message(),
                String.valueOf(draft.actionUrl()),
                // Numbers are written differently, see docs/publish-in-sql.md.
                data == null || data.contains("E") ? "null" : String.valueOf(data.length()),
                String.valueOf(
                        draft.extras().expiresAt() == null
                                ? null
                                : draft.extras().expiresAt().toEpochMilli()),
                String.valueOf(draft.extras().collapseKey()),
                String.valueOf(draft.extras().handoverAfter()));
    }

    private static Answer inSql(ObjectNode body) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PUBLISH)) {
            List<String> fields = List.of(
                    "type",
                    "title",
                    "message",
                    "userId",
                    "audience",
                    "actionUrl",
                    "data",
                    "expiresAt",
                    "collapseKey",
                    "handover");
            for (int i = 0; i < fields.size(); i++) {
                var value = body.get(fields.get(i));
                String text = value == null
                        ? null
                        : value.isTextual() && i < 9 ? value.textValue() : AS_SENT.getOrDefault(body, value.toString());
                statement.setString(i + 1, text);
            }
            statement.execute();
            return new Answer(List.of(), stored());
        } catch (SQLException e) {
            assertThat(e.getSQLState()).as(e.getMessage()).isEqualTo("22023");
            var error = ((org.postgresql.util.PSQLException) e).getServerErrorMessage();
            return new Answer(List.of(Objects.requireNonNull(error).getColumn()), "");
        } finally {
            connection.rollback();
        }
    }

    private static String stored() throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("select set_config('carillon.organization', '*', true)");
            try (ResultSet row = statement.executeQuery("select user_id, type, title, message, action_url,"
                    + " case when data !~ '[0-9]{200}' then char_length(data) end::text, (extract(epoch from expires_at) * 1000)::bigint::text, collapse_key, handover_after"
                    + " from outbox order by seq desc limit 1")) {
                row.next();
                List<String> columns = new ArrayList<>();
                for (int i = 1; i <= 9; i++) {
                    columns.add(String.valueOf(row.getString(i)));
                }
                return String.join("|", columns);
            }
        }
    }
}
