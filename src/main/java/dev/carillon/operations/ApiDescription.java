package dev.carillon.operations;

import dev.carillon.inbox.InboxNotification;
import dev.carillon.problem.Problem;
import jakarta.ws.rs.core.Application;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Components;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeIn;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.media.SchemaProperty;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;

/** What the routes' descriptions share: the answers that every route can give, told once. */
@OpenAPIDefinition(
        info =
                @Info(
                        title = "Carillon",
                        version = "1",
                        description = "Creates notifications, lists them, and streams them to browsers."),
        security = {
            @SecurityRequirement(name = "session"),
            @SecurityRequirement(name = "token"),
            @SecurityRequirement(name = "apiKey")
        },
        components =
                @Components(
                        securitySchemes = {
                            @SecurityScheme(
                                    securitySchemeName = "session",
                                    type = SecuritySchemeType.APIKEY,
                                    in = SecuritySchemeIn.COOKIE,
                                    apiKeyName = "connect.sid",
                                    description = "The session cookie of the Express application"),
                            @SecurityScheme(
                                    securitySchemeName = "token",
                                    type = SecuritySchemeType.HTTP,
                                    scheme = "bearer",
                                    bearerFormat = "JWT",
                                    description = "A token of the identity provider; or an API key, ck_…"),
                            @SecurityScheme(
                                    securitySchemeName = "apiKey",
                                    type = SecuritySchemeType.APIKEY,
                                    in = SecuritySchemeIn.HEADER,
                                    apiKeyName = "X-Api-Key",
                                    description = "The key of a backend: ck_…"),
                            @SecurityScheme(
                                    securitySchemeName = "ticket",
                                    type = SecuritySchemeType.APIKEY,
                                    in = SecuritySchemeIn.QUERY,
                                    apiKeyName = "ticket",
                                    description = "From POST /api/stream-tickets; opens one stream, once"),
                        },
                        schemas = {
                            @Schema(
                                    name = "CreateAnswer",
                                    description = "CreatedNotifications where userIds was given",
                                    anyOf = {InboxNotification.class, ApiDescription.CreatedNotifications.class}),
                            @Schema(
                                    name = "TrpcAnswer",
                                    description =
                                            "{result: {data}} or {error: {message, code, data}}; an array of these for a batch",
                                    examples = "{\"result\":{\"data\":{\"success\":true}}}",
                                    implementation = Object.class),
                        },
                        responses = {
                            @APIResponse(
                                    name = "TrpcError",
                                    responseCode = "400",
                                    description = "The call failed; its code says why",
                                    content =
                                            @Content(
                                                    mediaType = "application/json",
                                                    schema = @Schema(ref = "TrpcAnswer"),
                                                    examples =
                                                            @ExampleObject(
                                                                    name = "bad input",
                                                                    value = ApiDescription.TRPC_ERROR))),
                            @APIResponse(
                                    name = "BadRequest",
                                    responseCode = "400",
                                    description = "A field or parameter is at fault",
                                    content =
                                            @Content(
                                                    mediaType = Problem.MEDIA_TYPE,
                                                    schema = @Schema(implementation = Problem.class),
                                                    examples =
                                                            @ExampleObject(
                                                                    name = "limit",
                                                                    value = ApiDescription.BAD_REQUEST))),
                            @APIResponse(
                                    name = "Unauthorized",
                                    responseCode = "401",
                                    description = "No valid credential",
                                    content =
                                            @Content(
                                                    mediaType = "application/json",
                                                    schema =
                                                            @Schema(
                                                                    name = "Unauthorized",
                                                                    type = SchemaType.OBJECT,
                                                                    requiredProperties = "error",
                                                                    properties =
                                                                            @SchemaProperty(
                                                                                    name = "error",
                                                                                    type = SchemaType.STRING)),
                                                    examples =
                                                            @ExampleObject(
                                                                    name = "none",
                                                                    value = "{\"error\":\"Unauthorized\"}"))),
                            @APIResponse(
                                    name = "Forbidden",
                                    responseCode = "403",
                                    description =
                                            "The caller is known and may not do this, or the page that asks may not",
                                    content =
                                            @Content(
                                                    mediaType = Problem.MEDIA_TYPE,
                                                    schema = @Schema(implementation = Problem.class))),
                            @APIResponse(
                                    name = "NotInInbox",
                                    responseCode = "404",
                                    description = "It is not in the caller's inbox, whether or not it exists",
                                    content =
                                            @Content(
                                                    mediaType = Problem.MEDIA_TYPE,
                                                    schema = @Schema(implementation = Problem.class),
                                                    examples =
                                                            @ExampleObject(
                                                                    name = "gone",
                                                                    value = ApiDescription.NOT_FOUND))),
                            @APIResponse(
                                    name = "TooLarge",
                                    responseCode = "413",
                                    description = "The body is too large",
                                    content =
                                            @Content(
                                                    mediaType = Problem.MEDIA_TYPE,
                                                    schema = @Schema(implementation = Problem.class))),
                            @APIResponse(
                                    name = "NotJson",
                                    responseCode = "415",
                                    description = "The body is not application/json",
                                    content =
                                            @Content(
                                                    mediaType = Problem.MEDIA_TYPE,
                                                    schema = @Schema(implementation = Problem.class))),
                            @APIResponse(
                                    name = "Unavailable",
                                    responseCode = "503",
                                    description = "The database or the session store cannot be reached",
                                    headers =
                                            @Header(
                                                    name = "Retry-After",
                                                    description = "Seconds to wait before the request is repeated",
                                                    schema = @Schema(type = SchemaType.INTEGER)),
                                    content =
                                            @Content(
                                                    mediaType = Problem.MEDIA_TYPE,
                                                    schema = @Schema(implementation = Problem.class))),
                        }))
public class ApiDescription extends Application {

    static final String BAD_REQUEST = "{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,"
            + "\"detail\":\"limit must be a whole number from 1 to 100\","
            + "\"errors\":[{\"field\":\"limit\",\"detail\":\"must be a whole number from 1 to 100\"}]}";

    static final String TRPC_ERROR = "{\"error\":{\"message\":\"title is missing\",\"code\":-32600,"
            + "\"data\":{\"code\":\"BAD_REQUEST\",\"httpStatus\":400,\"path\":\"notifications.create\"}}}";

    static final String NOT_FOUND = "{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,"
            + "\"detail\":\"There is no such notification in this inbox.\"}";

    @Schema(name = "CreatedNotifications", description = "In the order of the request")
    record CreatedNotifications(List<InboxNotification> notifications) {}
}
