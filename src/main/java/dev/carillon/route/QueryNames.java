package dev.carillon.route;

import jakarta.ws.rs.QueryParam;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The query parameters that a resource method reads, each at most once.
 *
 * @param names as the method declares them
 * @param repeatable those that may be given several times
 */
public record QueryNames(Set<String> names, Set<String> repeatable) {

    static QueryNames of(Method method) {
        Set<String> names = new HashSet<>();
        Set<String> repeatable = new HashSet<>();
        for (Parameter parameter : method.getParameters()) {
            QueryParam declared = parameter.getAnnotation(QueryParam.class);
            if (declared != null) {
                names.add(declared.value());
                if (Collection.class.isAssignableFrom(parameter.getType())) {
                    repeatable.add(declared.value());
                }
            }
        }
        return new QueryNames(Set.copyOf(names), Set.copyOf(repeatable));
    }

    /** Whether the method reads one value of this parameter and would ignore the others. */
    public boolean isSingle(String name) {
        return names.contains(name) && !repeatable.contains(name);
    }

    /**
     * The parameter that a name probably means: {@code types} for {@code types[]}, {@code type} or {@code Types}. Empty for a
     * name that the method reads, and for one that resembles none, such as what a cache or a gateway adds.
     */
    public Optional<String> meantBy(String name) {
        if (names.contains(name)) {
            return Optional.empty();
        }
        String plain = plain(name);
        return names.stream().filter(known -> plain(known).equals(plain)).findFirst();
    }

    private static String plain(String name) {
        String plain = name.replaceAll("\\[[^]]*]$", "").replaceAll("[_-]", "").toLowerCase(Locale.ROOT);
        return plain.endsWith("s") ? plain.substring(0, plain.length() - 1) : plain;
    }

    /** The values of a repeatable parameter as one text; empty for none. */
    public static String joined(List<String> values) {
        return String.join(",", values);
    }
}
