package dev.carillon.route;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.QueryParam;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryNamesTest {

    private final QueryNames names = QueryNames.of(Arrays.stream(Resource.class.getDeclaredMethods())
            .filter(method -> method.getName().equals("list"))
            .findFirst()
            .orElseThrow());

    @Test
    void listMayBeGivenSeveralTimesAndASingleValueMayNot() {
        assertThat(names.isSingle("types")).isFalse();
        assertThat(names.isSingle("clientId")).isTrue();
        assertThat(names.isSingle("unknown")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "types[],types",
        "types[0],types",
        "type,types",
        "Types,types",
        "client_id,clientId",
        "clientid,clientId"
    })
    void nearlyRightNameIsRecognized(String given, String meant) {
        assertThat(names.meantBy(given)).contains(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"types", "clientId", "_", "", "utm_source", "v"})
    void nameThatIsRightOrNobodyMeantIsLeftAlone(String given) {
        assertThat(names.meantBy(given)).isEmpty();
    }

    interface Resource {
        void list(@QueryParam("types") List<String> types, @QueryParam("clientId") String clientId, String body);
    }
}
