package dev.carillon.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.ApiClient;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.IdentityTest;
import dev.carillon.testkit.Sql;
import io.agroal.api.AgroalDataSource;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Made-up API keys cost little and do not slow down real callers. */
@IdentityTest
class MadeUpKeysTest {

    private static final int MADE_UP = 150;

    @Inject
    Credentials credentials;

    @Inject
    AgroalDataSource dataSource;

    private final Random random = new Random(26);

    @Test
    void madeUpKeysOfEitherFormCostNoQuery() {
        // Given
        use(madeUp(false));
        long[] asked = new long[3];
        // When
        for (int i = 0; i < MADE_UP; i++) {
            asked[0] += queriesDuring(madeUp(true));
            asked[1] += queriesDuring(madeUp(false));
            asked[2] += queriesDuring("no key at all");
        }
        // Then as many as the position check and other tests' streams ask meanwhile
        assertThat(asked[0] - asked[2]).isLessThan(MADE_UP / 2);
        assertThat(asked[1] - asked[2]).isLessThan(MADE_UP / 2);
    }

    private long queriesDuring(String key) {
        long before = dataSource.getMetrics().acquireCount();
        assertThat(use(key)).isEqualTo(401);
        return dataSource.getMetrics().acquireCount() - before;
    }

    @Test
    void keyWithOneLetterChangedIsRejected() {
        // Given
        String key = newKey("made-up-1");
        char last = key.charAt(key.length() - 2);
        String changed = key.substring(0, key.length() - 2) + (last == 'A' ? 'B' : 'A') + key.charAt(key.length() - 1);
        // When
        int status = use(changed);
        // Then
        assertThat(status).isEqualTo(401);
        assertThat(use(key.substring(0, key.length() - 23))).isEqualTo(401);
        assertThat(use(key)).isEqualTo(201);
    }

    @Test
    void keyOfBeforeThereWasAMacStillWorks() throws Exception {
        // Given
        String text = madeUp(false);
        insertAsBefore(text, "made-up-2");
        // Then
        Awaitility.await().until(() -> use(text) == 201);
        assertThat(use(text.substring(0, 20) + "A".repeat(43))).isEqualTo(401);
    }

    @Test
    void keysThatTheDatabaseIsAskedForWaitForTheirTurn() throws Exception {
        // Given
        List<String> keys =
                IntStream.range(0, 15).mapToObj(i -> newKey("made-up-3")).toList();
        ExecutorService requests = Executors.newFixedThreadPool(keys.size());
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        // When all are used for the first time while the database takes a moment
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table api_key in access exclusive mode");
            for (String key : keys) {
                answers.add(CompletableFuture.supplyAsync(() -> use(key), requests));
            }
            Awaitility.await()
                    .until(() -> waitingFor(statement) >= 4 || answers.stream().anyMatch(CompletableFuture::isDone));
            connection.rollback();
            connection.setAutoCommit(true);
        }
        // Then
        assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isEqualTo(201));
        requests.shutdown();
    }

    private static int waitingFor(Statement statement) throws SQLException {
        try (var rows = statement.executeQuery(
                "select count(*) from pg_locks where not granted and relation = 'api_key'::regclass")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private String madeUp(boolean withMac) {
        String key = "ck_" + HexFormat.of().formatHex(bytes(8)) + "_" + base64(32);
        return withMac ? key + "_" + base64(16) : key;
    }

    private String base64(int length) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(length));
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private String newKey(String organization) {
        return credentials.admin(organization + "-" + random.nextInt()).key();
    }

    private static void insertAsBefore(String key, String organization) throws GeneralSecurityException {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.US_ASCII));
        Sql.ofOwner()
                .run(
                        "insert into api_key (id, organization_id, name, hash, admin, created_by)"
                                + " values (?, ?, 'before', ?, false, 'somebody')",
                        key.substring(3, 19),
                        organization,
                        hash);
    }

    private static int use(String key) {
        return ApiClient.withKey(key).create(Map.of("userId", "7")).extract().statusCode();
    }
}
