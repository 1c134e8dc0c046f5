package dev.carillon.kubernetes;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The properties that a lenient model has put aside because it has no field for them. */
final class AdditionalProperties {

    private static final String PUT_ASIDE = "getAdditionalProperties";
    private static final String MODELS = "io.fabric8.";

    private AdditionalProperties() {}

    /** Adds the path of each such field at or below {@code value}. */
    static void collect(Object value, String path, List<String> found) {
        if (value instanceof Collection<?> elements) {
            int index = 0;
            for (Object element : elements) {
                collect(element, path + "[" + index++ + "]", found);
            }
        } else if (value != null && value.getClass().getName().startsWith(MODELS) && !(value instanceof Enum<?>)) {
            for (Method method : value.getClass().getMethods()) {
                if (method.getName().equals(PUT_ASIDE)) {
                    ((Map<?, ?>) read(method, value)).keySet().forEach(key -> found.add(path + "." + key));
                } else if (isGetter(method)) {
                    collect(read(method, value), path + "." + method.getName().substring(3), found);
                }
            }
        }
    }

    private static boolean isGetter(Method method) {
        Class<?> type = method.getReturnType();
        return method.getName().startsWith("get")
                && method.getParameterCount() == 0
                && (Collection.class.isAssignableFrom(type) || type.getName().startsWith(MODELS));
    }

    private static Object read(Method method, Object value) {
        try {
            return method.invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
