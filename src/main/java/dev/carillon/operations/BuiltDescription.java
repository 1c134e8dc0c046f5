package dev.carillon.operations;

import io.quarkus.smallrye.openapi.runtime.OpenApiConstants;
import io.quarkus.smallrye.openapi.runtime.OpenApiDocumentService;
import io.smallrye.openapi.runtime.io.Format;
import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumMap;
import java.util.Map;

/**
 * Serves the API's description as the build has written it. Otherwise each start would read it into a model and write
 * that out again, in both formats, as the last tenth of its time; and nothing in it depends on where the pod runs.
 */
@AsBuilt
@Interceptor
@Priority(Interceptor.Priority.APPLICATION)
public class BuiltDescription {

    private final Map<Format, byte[]> documents = new EnumMap<>(Format.class);

    /** The methods of {@link OpenApiDocumentService}: the first is called once, at the start and before the others. */
    @AroundInvoke
    Object serve(InvocationContext call) throws Exception {
        return switch (call.getMethod().getName()) {
            case "prepareDocument" -> {
                read(BuiltDescription.class.getClassLoader());
                yield null;
            }
            case "getDocument" -> documents.get((Format) call.getParameters()[1]);
            default -> call.proceed();
        };
    }

    private void read(ClassLoader application) throws IOException {
        for (Format format : Format.values()) {
            String name = OpenApiConstants.BASE_NAME + "." + format;
            try (InputStream document = application.getResourceAsStream(name)) {
                documents.put(format, document.readAllBytes());
            }
        }
    }
}
