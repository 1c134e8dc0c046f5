package dev.carillon.audit;

import dev.carillon.identity.SignInFault;
import dev.carillon.identity.SignInMethod;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An event of the record. Its components are fields, in this order, after those that all events have ({@link AuditLine}).
 * None may hold a credential, only ids and digests. The table of {@code docs/operations.md} is generated from this
 * Javadoc.
 */
public sealed interface AuditEvent {

    /**
     * A request was answered {@code 401}: its credential is missing or not valid.
     *
     * @param way the kind of credential that was checked last
     * @param fault the kind of fault
     * @param claimed an API key's public id, which nothing proves
     */
    record SignInFailed(
            SignInMethod way, SignInFault fault, @Nullable String claimed) implements AuditEvent {}

    /**
     * A request was rejected although its form is right: foreign page, missing right, or a limit.
     *
     * @param rule the rule that it broke
     */
    record RequestRejected(RejectionRule rule) implements AuditEvent {}

    /**
     * A session was ended by a backend or an administrator.
     *
     * @param target the session's tag, with the SHA-256 of its id
     */
    record SessionEnded(String target) implements AuditEvent {}

    /**
     * A token was revoked by a backend or an administrator.
     *
     * @param target the token's tag, with the digest of its jti
     */
    record TokenEnded(String target) implements AuditEvent {}

    /**
     * All streams of a user were ended by a backend or an administrator.
     *
     * @param target the user's id
     */
    record UserDisconnected(String target) implements AuditEvent {}

    /**
     * A page of a user's data was given out to a backend or an administrator.
     *
     * @param target the user's id
     */
    record UserExported(String target) implements AuditEvent {}

    /**
     * A user's data was erased, or a part of it, by a backend or an administrator.
     *
     * @param target the user's id
     */
    record UserErased(String target) implements AuditEvent {}

    /**
     * An API key was created.
     *
     * @param key its public id
     * @param rights its scopes and roles
     * @param expires the time at which it expires
     */
    record KeyCreated(String key, String rights, String expires) implements AuditEvent {}

    /**
     * An API key was used for the first time on this pod since the pod was started.
     *
     * @param key its public id
     */
    record KeyFirstUsed(String key) implements AuditEvent {}

    /**
     * An API key was revoked.
     *
     * @param key its public id
     */
    record KeyRevoked(String key) implements AuditEvent {}

    /**
     * An endpoint for webhooks was created.
     *
     * @param webhook its id
     */
    record WebhookCreated(String webhook) implements AuditEvent {}

    /**
     * An endpoint for webhooks was changed, disabled or enabled.
     *
     * @param webhook its id
     */
    record WebhookChanged(String webhook) implements AuditEvent {}

    /**
     * An endpoint for webhooks was deleted.
     *
     * @param webhook its id
     */
    record WebhookDeleted(String webhook) implements AuditEvent {}

    /**
     * An endpoint for webhooks got a new secret.
     *
     * @param webhook its id
     */
    record WebhookSecretRotated(String webhook) implements AuditEvent {}

    /**
     * The rules of hand-over of an organization were replaced.
     *
     * @param rules how many there are now
     */
    record HandoverRulesReplaced(int rules) implements AuditEvent {}

    /**
     * An operator opened the console's page or its stream.
     *
     * @param part page or stream
     */
    record ConsoleOpened(String part) implements AuditEvent {}

    /**
     * Somebody asked why a user did not see a notification.
     *
     * @param notification its id
     * @param user the user who did not see it
     */
    record DiagnosisAsked(long notification, String user) implements AuditEvent {}

    /**
     * Somebody took a notification back from everybody who was sent it.
     *
     * @param notification its id
     */
    record NotificationRecalled(long notification) implements AuditEvent {}

    /**
     * Somebody replaced the text of a notification.
     *
     * @param notification its id
     */
    record NotificationUpdated(long notification) implements AuditEvent {}

    /**
     * A backend or an administrator has set the preferences of all users of the organization.
     *
     * @param version the version that they have then
     */
    record DefaultPreferencesSet(long version) implements AuditEvent {}

    /**
     * Events of one kind came faster than the configured rate; further ones were counted and left out.
     *
     * @param kind the event that was left out
     * @param count how many, since the previous line for this kind
     */
    record LeftOut(String kind, long count) implements AuditEvent {}

    /** The name in the record: {@code sign_in_failed}. */
    default String name() {
        return name(getClass());
    }

    /** The name in the record of events of this type. */
    static String name(Class<?> type) {
        return type.getSimpleName().replaceAll("(?<=.)([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
