package dev.carillon.audit;

import dev.carillon.identity.SignInFault;
import dev.carillon.identity.SignInMethod;
import java.util.Locale;

/**
 * What is recorded. The components of each are its fields, in this order, behind those that all events have
 * ({@link AuditLine}); none may hold a credential, only ids and digests. The table of {@code docs/operations.md} is made
 * from here.
 */
public sealed interface AuditEvent {

    /**
     * A request was answered {@code 401}: nobody could be told from what it shows.
     *
     * @param way what was shown last
     * @param fault the class of reason
     * @param claimed an API key's public id, which nothing proves
     */
    record SignInFailed(SignInMethod way, SignInFault fault, String claimed) implements AuditEvent {}

    /**
     * A request was turned away although its form is right: foreign page, missing right, or a limit.
     *
     * @param rule what it broke
     */
    record RequestRefused(RejectionRule rule) implements AuditEvent {}

    /**
     * A session was ended by a backend or an administrator.
     *
     * @param target {@code session:} and the SHA-256 of its id
     */
    record SessionEnded(String target) implements AuditEvent {}

    /**
     * A token was called back by a backend or an administrator.
     *
     * @param target {@code token:} and the digest of its {@code jti}
     */
    record TokenEnded(String target) implements AuditEvent {}

    /**
     * All streams of a user were ended by a backend or an administrator.
     *
     * @param target the user's id
     */
    record UserDisconnected(String target) implements AuditEvent {}

    /**
     * An API key was made.
     *
     * @param key its public id
     * @param rights what it may do
     * @param expires when it ends by itself
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
     * An operator opened the console's page or its stream.
     *
     * @param part {@code page} or {@code stream}
     */
    record ConsoleOpened(String part) implements AuditEvent {}

    /**
     * Somebody asked why a user did not see a notification.
     *
     * @param notification its id
     * @param user who did not see it
     */
    record DiagnosisAsked(long notification, String user) implements AuditEvent {}

    /**
     * Events of one kind came faster than they are recorded; those beyond it were counted and left out.
     *
     * @param kind the event that was left out
     * @param count how many, since the last of these lines for it
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
