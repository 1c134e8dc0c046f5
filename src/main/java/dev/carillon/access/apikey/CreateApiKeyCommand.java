package dev.carillon.access.apikey;

import dev.carillon.identity.Scope;
import dev.carillon.problem.InvalidField;
import dev.carillon.problem.Overloaded;
import dev.carillon.tenancy.OpaqueId;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Creates an API key on the server, such as an organization's first; {@code java -jar quarkus-run.jar create-api-key}.
 */
public class CreateApiKeyCommand implements QuarkusApplication {

    public static final String COMMAND = ApiKeyPolicy.COMMAND;

    private static final int USAGE = 2;
    private static final int MAX_NAME = 128;
    private static final String SCOPES = "publish,read,manage";

    private final ApiKeyAdmin keys;
    private final Clock clock;

    @Inject
    CreateApiKeyCommand(ApiKeyAdmin keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** Prints the key, and nothing else, to standard output. It is never shown again. */
    @Override
    public int run(String... arguments) {
        Optional<Wanted> wanted = parse(List.of(arguments).subList(1, arguments.length));
        if (wanted.isEmpty()) {
            System.err.println("Usage: java -jar quarkus-run.jar " + COMMAND
                    + " <organization> <name> [<scopes> [<days>]]\n"
                    + "  organization: 1 to 64 of A-Z a-z 0-9 _ . : @ -\n"
                    + "  scopes: some of publish,read,manage,operate; " + SCOPES
                    + " without; manage also manages keys\n"
                    + "  days: how long the key lives");
            return USAGE;
        }
        try {
            return create(wanted.get());
        } catch (InvalidField e) {
            System.err.println(e.field() + " " + e.getMessage());
            return USAGE;
        } catch (Overloaded noSecret) {
            System.err.println(noSecret.getMessage());
            return 1;
        }
    }

    private int create(Wanted wanted) {
        NewApiKey key = new NewApiKey(
                wanted.name(),
                wanted.scopes().contains(Scope.MANAGE),
                wanted.scopes(),
                wanted.lifetime().map(clock.instant()::plus).orElse(null));
        return keys.createByCommand(wanted.organizationId(), key)
                .map(text -> {
                    System.out.println(text);
                    return 0;
                })
                .orElseGet(() -> {
                    System.err.println("The organization has reached its limit of API keys");
                    return 1;
                });
    }

    /** Empty for invalid arguments. */
    static Optional<Wanted> parse(List<String> arguments) {
        if (arguments.size() < 2 || arguments.size() > 4) {
            return Optional.empty();
        }
        String name = arguments.get(1);
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String text : (arguments.size() > 2 ? arguments.get(2) : SCOPES).split(",", -1)) {
            Scope.named(text).ifPresent(scopes::add);
            if (Scope.named(text).isEmpty()) {
                return Optional.empty();
            }
        }
        String days = arguments.size() > 3 ? arguments.get(3) : "";
        boolean possible = OpaqueId.isValid(arguments.get(0))
                && !name.isBlank()
                && name.length() <= MAX_NAME
                && days.matches("([1-9][0-9]{0,4})?");
        return possible
                ? Optional.of(new Wanted(
                        arguments.get(0),
                        name,
                        scopes,
                        Stream.of(days)
                                .filter(d -> !d.isEmpty())
                                .map(d -> Duration.ofDays(Integer.parseInt(d)))
                                .findAny()))
                : Optional.empty();
    }

    /** The parsed arguments. */
    record Wanted(String organizationId, String name, Set<Scope> scopes, Optional<Duration> lifetime) {}
}
