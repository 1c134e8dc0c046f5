package dev.carillon.identity;

import static org.hamcrest.Matchers.equalTo;

import dev.carillon.testkit.ApiClient;
import dev.carillon.testkit.Credentials;
import dev.carillon.testkit.IdentityTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

@IdentityTest
class TokenSignInTest {

    @Inject
    Credentials credentials;

    @Test
    void tokenSignedWithRsaSignsIn() {
        // Given
        String token = credentials.rs256(claims());
        // When
        ValidatableResponse answer = create("Authorization", "Bearer " + token);
        // Then
        answer.statusCode(201).body("title", equalTo("t"));
    }

    @Test
    void tokenSignedWithAnEllipticCurveSignsIn() {
        // Given
        String token = credentials.es256(claims());
        // When
        ValidatableResponse answer = create("Authorization", "bearer " + token);
        // Then
        answer.statusCode(201);
    }

    @Test
    void tokenInTheConfiguredCookieSignsIn() {
        // Given
        String token = credentials.rs256(claims());
        // When
        ValidatableResponse answer = create("Cookie", "__Host-token=" + token);
        // Then
        answer.statusCode(201);
    }

    static Stream<Arguments> wrongClaims() {
        return Stream.of(
                Arguments.of("of another issuer", change(claims -> claims.setIssuer("https://elsewhere.example"))),
                Arguments.of("for another audience", change(claims -> claims.setAudience("billing"))),
                Arguments.of("without an end", change(claims -> claims.unsetClaim("exp"))),
                Arguments.of("that ended before", Credentials.claims("26", "token-org", Duration.ofSeconds(-60))),
                Arguments.of("that lives for too long", Credentials.claims("26", "token-org", Duration.ofDays(30))),
                Arguments.of(
                        "that claims to be an API key",
                        Credentials.claims("key:0123456789abcdef", "token-org", Duration.ofMinutes(5))));
    }

    private static JwtClaims change(Consumer<JwtClaims> change) {
        JwtClaims claims = claims();
        change.accept(claims);
        return claims;
    }

    @ParameterizedTest(name = "token {0}")
    @MethodSource("wrongClaims")
    void tokenWithAWrongClaimIsRejected(String name, JwtClaims claims) {
        isUnauthorized(create("Authorization", "Bearer " + credentials.rs256(claims)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"at+jwt", "AT+JWT", "application/at+jwt", "jwt"})
    void typeIsAMediaTypeInAnyCase(String type) {
        create("Authorization", "Bearer " + credentials.ofType(type, claims())).statusCode(201);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"logout+jwt", "dpop+jwt", "JOSE", "", "*"})
    void tokenSignedForAnotherPurposeIsRejected(String type) {
        // Given
        String token = credentials.ofType(type, claims());
        // Then
        isUnauthorized(create("Authorization", "Bearer " + token));
    }

    @Test
    void tokenThatEndedWithinTheClockSkewIsStillTaken() {
        // Given
        JwtClaims claims = Credentials.claims("26", "token-org", Duration.ofSeconds(-15));
        // When
        ValidatableResponse answer = create("Authorization", "Bearer " + credentials.rs256(claims));
        // Then
        answer.statusCode(201);
    }

    @Test
    void publicKeyIsNotTakenForASharedSecret() throws JoseException {
        // Given
        JsonWebSignature forged = new JsonWebSignature();
        forged.setPayload(claims().toJson());
        forged.setKey(new HmacKey(credentials.rs256Public().getBytes(StandardCharsets.ISO_8859_1)));
        forged.setHeader("typ", "JWT");
        forged.setKeyIdHeaderValue("rsa-1");
        forged.setAlgorithmHeaderValue("HS256");
        // When
        ValidatableResponse answer = create("Authorization", "Bearer " + forged.getCompactSerialization());
        // Then
        isUnauthorized(answer);
    }

    @Test
    void unsignedTokenIsRejected() {
        // Given
        String token = base64("{\"alg\":\"none\",\"typ\":\"JWT\"}") + "." + base64(claims().toJson()) + ".";
        // When
        ValidatableResponse answer = create("Authorization", "Bearer " + token);
        // Then
        isUnauthorized(answer);
    }

    @Test
    void badTokenIsNotReplacedByAGoodCookie() {
        // Given
        ApiClient user = credentials.user("26", "token-org");

        // When
        ValidatableResponse answer =
                user.and("Authorization", "Bearer not-a-token").create();
        // Then
        isUnauthorized(answer);
    }

    private static JwtClaims claims() {
        return Credentials.claims("26", "token-org", Duration.ofMinutes(5));
    }

    private static ValidatableResponse create(String header, String value) {
        return ApiClient.with(header, value).create();
    }

    private static void isUnauthorized(ValidatableResponse answer) {
        answer.statusCode(401).body(equalTo(Unauthorized.BODY));
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
