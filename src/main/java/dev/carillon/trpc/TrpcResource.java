package dev.carillon.trpc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.identity.Caller;
import dev.carillon.identity.FailedSignIns;
import dev.carillon.identity.KeyAccess;
import dev.carillon.identity.KeyAccess.Need;
import dev.carillon.identity.Unauthorized;
import dev.carillon.limit.Cost;
import dev.carillon.limit.Cost.Takes;
import dev.carillon.route.Rules;
import dev.carillon.route.Rules.Effect;
import dev.carillon.route.Rules.SignIn;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/**
 * tRPC 11 over HTTP: queries by GET or POST, mutations by POST, both in batches, which may be answered by lines. Errors have tRPC's own form, even for a
 * missing session, because its client cannot read any other.
 */
@Path("/api/trpc/{procedures}")
@Tag(name = "tRPC")
@Produces(MediaType.APPLICATION_JSON)
@APIResponse(
        responseCode = "200",
        description = "The result, or an array of results for a batch",
        content = @Content(schema = @Schema(ref = "TrpcAnswer")))
@APIResponse(
        responseCode = "207",
        description = "A batch whose calls have different statuses",
        content = @Content(schema = @Schema(ref = "TrpcAnswer")))
@APIResponse(responseCode = "400", ref = "TrpcError")
@APIResponse(responseCode = "401", ref = "TrpcError")
@APIResponse(responseCode = "403", ref = "TrpcError")
@APIResponse(responseCode = "404", ref = "TrpcError")
@APIResponse(responseCode = "405", ref = "TrpcError")
@APIResponse(responseCode = "429", ref = "TrpcError")
@APIResponse(responseCode = "503", ref = "TrpcError")
public class TrpcResource {

    // A page makes a handful of calls; the client starts another request when the URL gets long.
    private static final int MAX_BATCH = 50;

    private static final String ACCEPT = "application/jsonl for the answers of a batch as JSON lines";

    private final TrpcCalls calls;
    private final TrpcInput inputs;
    private final SecurityIdentity identity;
    private final FailedSignIns failedSignIns;

    TrpcResource(TrpcCalls calls, TrpcInput inputs, SecurityIdentity identity, FailedSignIns failedSignIns) {
        this.calls = calls;
        this.inputs = inputs;
        this.identity = identity;
        this.failedSignIns = failedSignIns;
    }

    @GET
    @Rules(value = Effect.READS, signIn = SignIn.ASKED)
    // As much as a page of the inbox with the most rows: the number of rows is part of the input, which is not read
    // before.
    @Cost(value = 55, perCall = 55, takes = Takes.QUERY)
    @KeyAccess(Need.SAID_BY_THE_CALL)
    @Operation(operationId = "trpcQuery", summary = "Call tRPC queries: notifications.list, unread, preferences")
    public Uni<Response> query(
            @Parameter(example = "notifications.list") @PathParam(Cost.CALLS) String procedures,
            @Parameter(description = "1 for several procedures, separated by commas") @QueryParam("batch") String batch,
            @Parameter(description = "JSON; in a batch an object with the inputs by position") @QueryParam("input")
                    String input,
            @Parameter(description = ACCEPT) @HeaderParam("trpc-accept") @Nullable String accept,
            @Context RoutingContext context) {
        return answer("GET", procedures, "1".equals(batch), accept, input, context);
    }

    @POST
    @Rules(value = Effect.ACTS, signIn = SignIn.ASKED)
    // As much as PUT /api/preferences, together.
    @Cost(value = 10, perCall = 10, dear = @Cost.Call(name = NotificationProcedures.SET_PREFERENCES, more = 20))
    @KeyAccess(Need.SAID_BY_THE_CALL)
    @Consumes(MediaType.WILDCARD)
    @Operation(
            operationId = "trpcMutation",
            summary =
                    "Call tRPC mutations: notifications.create, schedule, markAsRead, markAllAsRead, delete, setPreferences")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Object.class),
                            examples =
                                    @ExampleObject(
                                            name = "create",
                                            value =
                                                    "{\"type\":\"test\",\"title\":\"Test SSE\",\"message\":\"Hello\"}")))
    @APIResponse(responseCode = "409", ref = "TrpcError")
    @APIResponse(responseCode = "413", ref = "TooLarge")
    @APIResponse(responseCode = "415", ref = "TrpcError")
    public Uni<Response> mutation(
            @Parameter(example = "notifications.create") @PathParam(Cost.CALLS) String procedures,
            @Parameter(description = "1 for several procedures, separated by commas") @QueryParam("batch") String batch,
            @Parameter(description = ACCEPT) @HeaderParam("trpc-accept") @Nullable String accept,
            String body,
            @Context RoutingContext context) {
        return answer("POST", procedures, "1".equals(batch), accept, body, context);
    }

    /** The content-type rule's rejection, in the form that the protocol's clients can read. */
    @ServerExceptionMapper
    Response notJson(NotSupportedException e) {
        return AnswerForm.of(false, null, null)
                .failed(TrpcAnswer.failed(TrpcCode.UNSUPPORTED_MEDIA_TYPE, "The body must be application/json", null));
    }

    private Uni<Response> answer(
            String method,
            String procedures,
            boolean batch,
            @Nullable String accept,
            @Nullable String text,
            RoutingContext context) {
        if (identity.isAnonymous() && Unauthorized.isUndecided(context)) {
            return Unauthorized.answer(context).map(sent -> null);
        }
        Caller caller = identity.isAnonymous() ? null : Caller.of(identity);
        String[] paths = batch ? procedures.split(",", -1) : new String[] {procedures};
        @Nullable JsonNode input = null;
        try {
            input = inputs.parse(text);
            if (paths.length > MAX_BATCH) {
                throw new TrpcFailure(
                        TrpcCode.BAD_REQUEST,
                        "A batch holds at most " + MAX_BATCH + " calls: give the link maxItems: " + MAX_BATCH);
            }
        } catch (TrpcFailure e) {
            TrpcAnswer failed = TrpcAnswer.failed(e.code(), e.getMessage(), null);
            return Uni.createFrom().item(AnswerForm.of(batch, accept, input).failed(failed));
        }
        AnswerForm form = AnswerForm.of(batch, accept, input);
        List<CompletableFuture<TrpcAnswer>> answers = new ArrayList<>(paths.length);
        for (int i = 0; i < paths.length; i++) {
            JsonNode one = batch && input != null ? input.get(Integer.toString(i)) : input;
            answers.add(calls.call(paths[i], method, caller, SuperJson.unwrapped(one))
                    .toCompletableFuture());
        }
        return Uni.createFrom()
                .completionStage(all(answers))
                .call(found -> whenAnswerable(found, context))
                .map(form::of);
    }

    /** Completes when the answers may be sent, later for too many that reject a stranger. */
    private Uni<Void> whenAnswerable(List<TrpcAnswer> answers, RoutingContext context) {
        return answers.stream().anyMatch(answer -> answer.httpStatus() == TrpcCode.UNAUTHORIZED.httpStatus())
                ? Uni.createFrom().completionStage(() -> failedSignIns.count(context))
                : Uni.createFrom().voidItem();
    }

    private static CompletionStage<List<TrpcAnswer>> all(List<CompletableFuture<TrpcAnswer>> answers) {
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(done -> answers.stream().map(CompletableFuture::join).toList());
    }
}
