package dev.carillon.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The decoder that judges messages of pods is judged by the example of RFC 8291, 5. */
class PushDecoderTest {

    @Test
    void exampleOfTheStandardIsDecoded() throws Exception {
        // Given
        String body = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6Tlz"
                + "AC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";
        String publicKey = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
        String privateKey = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94";
        String secret = "BTBZMqHH6r4Tts7J_aSIgg";

        // When
        byte[] text = PushDecoder.decode(
                PushDecoder.bytes(body),
                PushDecoder.bytes(publicKey),
                PushDecoder.privateKey(PushDecoder.bytes(privateKey)),
                PushDecoder.bytes(secret));

        // Then
        assertThat(new String(text, StandardCharsets.UTF_8)).isEqualTo("When I grow up, I want to be a watermelon");
    }
}
