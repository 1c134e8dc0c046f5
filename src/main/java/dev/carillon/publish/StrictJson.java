package dev.carillon.publish;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;

/**
 * Rejects bodies instead of guessing: a misspelled {@code userID} would otherwise send the notification to its creator,
 * a number as title would silently become text, and 1.5 seconds would become one.
 */
@Singleton
class StrictJson implements ObjectMapperCustomizer {

    @Override
    public void customize(ObjectMapper mapper) {
        mapper.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        mapper.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        mapper.enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);
        // A number keeps all of its digits. A double would change 0.1234567890123456789 silently.
        mapper.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
        mapper.configure(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES, false);
        var text = mapper.coercionConfigFor(LogicalType.Textual);
        text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
        text.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
        text.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
        var whole = mapper.coercionConfigFor(LogicalType.Integer);
        whole.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
        whole.setCoercion(CoercionInputShape.String, CoercionAction.Fail);
        var yesOrNo = mapper.coercionConfigFor(LogicalType.Boolean);
        yesOrNo.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
        yesOrNo.setCoercion(CoercionInputShape.String, CoercionAction.Fail);
    }
}
