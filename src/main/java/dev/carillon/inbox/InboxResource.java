package dev.carillon.inbox;

import dev.carillon.identity.Caller;
import dev.carillon.identity.KeyAccess;
import dev.carillon.identity.KeyAccess.Need;
import dev.carillon.limit.Cost;
import dev.carillon.limit.Cost.Takes;
import dev.carillon.limit.PageRows;
import dev.carillon.problem.BodyValidator;
import dev.carillon.problem.InvalidField;
import dev.carillon.route.QueryNames;
import dev.carillon.route.Rules;
import dev.carillon.route.Rules.Effect;
import dev.carillon.tenancy.OpaqueId;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.Cache;
import org.jspecify.annotations.Nullable;

/** Lets users read their notifications. Parses requests; {@link Inbox} does the rest. */
@Path("/api/notifications")
@Tag(name = "Inbox")
@Cache(noStore = true)
@Produces(MediaType.APPLICATION_JSON)
@APIResponse(responseCode = "401", ref = "Unauthorized")
@APIResponse(responseCode = "403", ref = "Forbidden")
@APIResponse(responseCode = "503", ref = "Unavailable")
public class InboxResource {

    private static final String CLIENT = "Carillon-Client";
    private static final String CLIENT_MEANING =
            "The clientId on which it was done, for the diagnosis of what was not handed over";

    private final Inbox inbox;
    private final SecurityIdentity identity;
    private final BodyValidator rules;

    InboxResource(Inbox inbox, SecurityIdentity identity, BodyValidator rules) {
        this.inbox = inbox;
        this.identity = identity;
        this.rules = rules;
    }

    /** The caller's notifications and those for the whole organization, newest first. */
    @GET
    @Rules(Effect.READS)
    @Cost(value = 10, perRow = 45, takes = Takes.QUERY)
    @KeyAccess(Need.READ)
    @Operation(operationId = "listNotifications", summary = "List the caller's notifications, newest first")
    @Parameter(
            name = PageRows.PARAMETER,
            description = "Maximum number of notifications",
            schema =
                    @Schema(
                            type = SchemaType.INTEGER,
                            minimum = "1",
                            maximum = "" + PageRows.MAX,
                            defaultValue = "" + PageRows.DEFAULT))
    @Parameter(
            name = "before",
            description = "Only those with a lower id: nextBefore of the previous page",
            schema = @Schema(type = SchemaType.INTEGER, format = "int64", minimum = "1"))
    @Parameter(
            name = "unread",
            description = "true for unread notifications only",
            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
    @Parameter(
            name = "archived",
            description = "true for the archive instead of the inbox",
            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
    @Parameter(
            name = "type",
            description = "Types separated by commas, each with an optional * at its end",
            example = "session_*,payment.failed",
            schema = @Schema(type = SchemaType.STRING))
    @APIResponse(responseCode = "200", description = "A page")
    @APIResponse(responseCode = "400", ref = "BadRequest")
    public InboxPage list(
            @QueryParam(PageRows.PARAMETER) String limit,
            @QueryParam("before") String before,
            @QueryParam("unread") String unread,
            @QueryParam("archived") String archived,
            @QueryParam("type") List<String> type) {
        return inbox.page(
                Caller.of(identity), InboxQuery.parse(limit, before, unread, archived, QueryNames.joined(type)));
    }

    /** For a badge. */
    @GET
    @Rules(Effect.READS)
    @Cost(5)
    @KeyAccess(Need.READ)
    @Path("unread")
    @Operation(operationId = "countUnread", summary = "Count the caller's unread and unseen notifications")
    @APIResponse(
            responseCode = "200",
            description = "The counts; of two answers the one with the higher version is newer")
    public OwnUnreadCount unread() {
        Caller caller = Caller.of(identity);
        return OwnUnreadCount.of(caller, inbox.unread(caller));
    }

    /** The target of the Location header of a create request. */
    @GET
    @Rules(Effect.READS)
    @Cost(5)
    @KeyAccess(Need.READ)
    @Path("{id}")
    @Operation(operationId = "getNotification", summary = "Read one notification of the caller's inbox")
    @APIResponse(responseCode = "200", description = "The notification")
    @APIResponse(responseCode = "404", ref = "NotInInbox")
    public InboxNotification find(@Parameter(example = "42") @PathParam("id") long id) {
        return inbox.find(Caller.of(identity), id);
    }

    /** For the caller only, even if the notification is for everybody. */
    @PATCH
    @Rules(Effect.ACTS)
    @Cost(10)
    @KeyAccess(Need.USERS_ONLY)
    @Path("{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "changeNotification", summary = "Mark one notification read or unread, or archive it")
    @APIResponse(responseCode = "200", description = "The notification as it is now")
    @APIResponse(responseCode = "400", ref = "BadRequest")
    @APIResponse(responseCode = "404", ref = "NotInInbox")
    @APIResponse(responseCode = "413", ref = "TooLarge")
    @APIResponse(responseCode = "415", ref = "NotJson")
    public InboxNotification change(
            @Parameter(example = "42") @PathParam("id") long id,
            @Parameter(
                            description = CLIENT_MEANING,
                            schema = @Schema(type = SchemaType.STRING, pattern = OpaqueId.CLIENT_FORM))
                    @HeaderParam(CLIENT)
                    String client,
            @RequestBody(required = true) InboxChange change) {
        rules.required(change);
        if (change.isRead() == null && change.isArchived() == null) {
            throw new InvalidField("isRead", "or isArchived must be given");
        }
        return from(client).change(Caller.of(identity), id, change);
    }

    /** Many at once: by their ids, or everything up to an id. */
    @POST
    @Rules(Effect.ACTS)
    @Cost(20)
    @KeyAccess(Need.USERS_ONLY)
    @Path("read")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "markRead",
            summary = "Mark notifications read, by their ids or up to an id",
            description = "Ids that are not in the caller's inbox are skipped; 404 if none of them is.")
    @APIResponse(responseCode = "200", description = "The unread count after the change")
    @APIResponse(responseCode = "400", ref = "BadRequest")
    @APIResponse(responseCode = "404", ref = "NotInInbox")
    @APIResponse(responseCode = "413", ref = "TooLarge")
    @APIResponse(responseCode = "415", ref = "NotJson")
    public UnreadCount read(
            @Parameter(
                            description = CLIENT_MEANING,
                            schema = @Schema(type = SchemaType.STRING, pattern = OpaqueId.CLIENT_FORM))
                    @HeaderParam(CLIENT)
                    String client,
            @RequestBody(required = true) ReadRequest request) {
        rules.required(request);
        if ((request.ids() == null) == (request.through() == null)) {
            throw new InvalidField("ids", "or through must be given, and not both");
        }
        Caller caller = Caller.of(identity);
        return request.ids() == null
                ? from(client).readThrough(caller, request.through())
                : from(client).read(caller, request.ids());
    }

    /** Sent by pages when they show the list or a toast, hence cheap if there is nothing new. */
    @POST
    @Rules(Effect.ACTS)
    @Cost(10)
    @KeyAccess(Need.USERS_ONLY)
    @Path("seen")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "markSeen",
            summary = "Mark notifications seen, up to an id",
            description = "They stay unread. A lower id than before changes nothing.")
    @APIResponse(responseCode = "200", description = "The counts after the change")
    @APIResponse(responseCode = "400", ref = "BadRequest")
    @APIResponse(responseCode = "413", ref = "TooLarge")
    @APIResponse(responseCode = "415", ref = "NotJson")
    public UnreadCount seen(
            @Parameter(
                            description = CLIENT_MEANING,
                            schema = @Schema(type = SchemaType.STRING, pattern = OpaqueId.CLIENT_FORM))
                    @HeaderParam(CLIENT)
                    String client,
            @RequestBody(required = true) SeenRequest request) {
        rules.required(request);
        return from(client).seenThrough(Caller.of(identity), request.through());
    }

    /** Removes it from the caller's inbox; others keep theirs. */
    @DELETE
    @Rules(Effect.ACTS)
    @Cost(10)
    @KeyAccess(Need.USERS_ONLY)
    @Path("{id}")
    @Operation(operationId = "deleteNotification", summary = "Delete one notification from the caller's inbox")
    @APIResponse(responseCode = "204", description = "It is gone from this inbox")
    @APIResponse(responseCode = "400", ref = "BadRequest")
    @APIResponse(responseCode = "404", ref = "NotInInbox")
    public void delete(
            @Parameter(example = "42") @PathParam("id") long id,
            @Parameter(
                            description = CLIENT_MEANING,
                            schema = @Schema(type = SchemaType.STRING, pattern = OpaqueId.CLIENT_FORM))
                    @HeaderParam(CLIENT)
                    String client) {
        from(client).delete(Caller.of(identity), id);
    }

    private Inbox from(@Nullable String client) {
        if (client == null) {
            return inbox;
        }
        if (!client.matches(OpaqueId.CLIENT_FORM)) {
            throw new InvalidField(CLIENT, "must be the clientId of the connected message");
        }
        return inbox.from(client);
    }
}
