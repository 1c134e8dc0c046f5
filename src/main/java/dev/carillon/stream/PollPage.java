package dev.carillon.stream;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The body of an answer to a poll, for the API description; {@link PollAnswer} writes it. */
@Schema(
        name = "PollPage",
        description = "Messages after the cursor",
        examples = "{\"cursor\":\"3f9a1c20-42\",\"timestamp\":\"2026-11-23T14:24:21.000Z\","
                + "\"clientId\":\"26-21-1766811521775042\",\"caller\":\"21/26\",\"resumed\":true,\"messages\":[]}")
record PollPage(
        @Schema(description = "after of the next poll; left out while there is none")
        String cursor,

        @Schema(description = "Milliseconds to wait before the next poll; left out for none")
        Long retryInMs,

        @Schema(description = "When the answer was made") String timestamp,
        @Schema(description = "The identity of this client") String clientId,
        @Schema(description = "Organization and user") String caller,

        @Schema(description = "Whether an earlier position is continued")
        Boolean resumed,

        @Schema(
                description = "Messages of the stream, each with its cursor if it has one",
                implementation = Object.class,
                type = SchemaType.ARRAY)
        List<Object> messages) {}
