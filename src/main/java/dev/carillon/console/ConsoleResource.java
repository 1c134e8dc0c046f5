package dev.carillon.console;

import dev.carillon.audit.AuditEvent;
import dev.carillon.audit.RequestAudit;
import dev.carillon.identity.KeyAccess;
import dev.carillon.identity.KeyAccess.Need;
import dev.carillon.limit.Cost;
import dev.carillon.route.Rules;
import dev.carillon.route.Rules.Effect;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The console's files. They lie outside the public directory, so that only operators get the page. */
@Path("/console")
@Tag(name = "Console")
@APIResponse(responseCode = "401", ref = "Unauthorized")
@APIResponse(responseCode = "403", description = "The caller is no operator")
@APIResponse(responseCode = "404", description = "There is no such file, or no console")
public class ConsoleResource {

    private static final String PAGE = "index.html";
    private static final Map<String, String> TYPES = Map.of(
            PAGE,
            "text/html; charset=utf-8",
            "console.css",
            "text/css; charset=utf-8",
            "console.js",
            "text/javascript; charset=utf-8");

    private final Operators operators;
    private final SecurityIdentity identity;
    private final byte[] page = read(PAGE);
    private final Map<String, byte[]> files = new HashMap<>();

    ConsoleResource(Operators operators, SecurityIdentity identity) {
        this.operators = operators;
        this.identity = identity;
        TYPES.keySet().forEach(name -> files.put(name, read(name)));
        // Its addresses are relative to the one that it has.
        files.remove(PAGE);
    }

    private static byte[] read(String name) {
        try (InputStream file =
                Thread.currentThread().getContextClassLoader().getResourceAsStream("META-INF/console/" + name)) {
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @GET
    @Rules(Effect.READS)
    @Cost(2)
    @KeyAccess(Need.OPERATE)
    @Operation(operationId = "openConsole", summary = "The page that shows operators all pods")
    @APIResponse(
            responseCode = "200",
            description = "The page",
            content = @Content(mediaType = "text/html", schema = @Schema(implementation = String.class)))
    public Response page(@Context RoutingContext context) {
        operators.admit(identity);
        RequestAudit.note(context, new AuditEvent.ConsoleOpened("page"));
        return answer(PAGE, page);
    }

    @GET
    @Rules(Effect.READS)
    @Cost(2)
    @KeyAccess(Need.OPERATE)
    @Path("/{file}")
    @Operation(operationId = "getConsoleFile", summary = "Get a file of the console's page")
    @APIResponse(
            responseCode = "200",
            description = "The file",
            content = @Content(mediaType = "text/*", schema = @Schema(implementation = String.class)))
    public Response file(@PathParam("file") String name) {
        operators.admit(identity);
        byte[] content = files.get(name);
        if (content == null) {
            throw new NotFoundException();
        }
        return answer(name, content);
    }

    private static Response answer(String name, byte[] content) {
        return Response.ok(content)
                .header("Content-Type", TYPES.get(name))
                .header("Cache-Control", "private, no-cache")
                .build();
    }
}
