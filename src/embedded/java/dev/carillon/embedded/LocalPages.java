package dev.carillon.embedded;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * The pages for trying things out, which no pod serves: the start page, the demo, and Swagger UI over the build's API
 * description. All of them are read when the local cluster opens, so that an answer never waits for a disk.
 */
final class LocalPages {
    private static final String SWAGGER_UI = "/q/swagger-ui/";
    private static final String DEMO = "/demo/";
    private static final Set<String> DEMO_FILES =
            Set.of("index.html", "demo.css", "demo.js", "panel.html", "panel.css", "panel.js");
    private static final Set<String> SWAGGER_UI_FILES = Set.of(
            "index.html",
            "index.css",
            "favicon-16x16.png",
            "favicon-32x32.png",
            "swagger-ui.css",
            "swagger-ui-bundle.js",
            "swagger-ui-standalone-preset.js");
    private static final String SWAGGER_UI_START = """
            window.onload = () => {
              window.ui = SwaggerUIBundle({
                url: '/q/openapi.json',
                dom_id: '#swagger-ui',
                deepLinking: true,
                presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
                layout: 'StandaloneLayout',
              });
            };
            """;

    private static final String START_POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'";
    private static final String SWAGGER_UI_POLICY =
            "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self'; img-src 'self' data:; connect-src 'self'";
    /**
     * The demo page checks that its panels' names resolve to this machine, and shows them in frames. Pods rightly
     * forbid both to any page: only here do these names belong to one machine.
     */
    private static final String DEMO_POLICY = "default-src 'self'; connect-src 'self' http://demo.localhost:*; "
            + "frame-src http://*.demo.localhost:*; frame-ancestors http://demo.localhost:*; "
            + "object-src 'none'; base-uri 'none'; form-action 'self'";

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "json", "application/json",
            "png", "image/png");

    private final Map<String, Page> pages = new HashMap<>();

    private record Page(Buffer content, String type, String policy) {}

    LocalPages(Path apiDescription) {
        add("/", "local-cluster.html", resource("local-cluster.html"), START_POLICY);
        for (String name : DEMO_FILES) {
            add(DEMO + name, name, resource("demo/" + name), DEMO_POLICY);
        }
        for (String name : SWAGGER_UI_FILES) {
            add(SWAGGER_UI + name, name, resource(swaggerUi() + name), SWAGGER_UI_POLICY);
        }
        add(
                SWAGGER_UI + "swagger-initializer.js",
                "start.js",
                SWAGGER_UI_START.getBytes(StandardCharsets.UTF_8),
                SWAGGER_UI_POLICY);
        for (String directory : Set.of(DEMO, SWAGGER_UI)) {
            pages.put(directory, pages.get(directory + "index.html"));
        }
        addDescription(apiDescription);
    }

    /** Whether it was a request for one of these pages. */
    boolean answer(HttpServerRequest request) {
        Optional<Page> page = request.method() == HttpMethod.GET || request.method() == HttpMethod.HEAD
                ? Optional.ofNullable(pages.get(request.path()))
                : Optional.empty();
        page.ifPresent(found -> {
            HttpServerResponse response = request.response();
            response.putHeader(HttpHeaders.CONTENT_TYPE, found.type)
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                    .putHeader("Content-Security-Policy", found.policy)
                    .end(found.content);
        });
        return page.isPresent();
    }

    /** The file is missing if another tool than the build compiled the classes; then Swagger UI says so. */
    private void addDescription(Path file) {
        if (!Files.exists(file)) {
            return;
        }
        try {
            byte[] json = Files.readAllBytes(file);
            add("/q/openapi", "openapi.json", json, SWAGGER_UI_POLICY);
            add("/q/openapi.json", "openapi.json", json, SWAGGER_UI_POLICY);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(String path, String name, byte[] content, String policy) {
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        pages.put(path, new Page(Buffer.buffer(content), type, policy));
    }

    /** The name of its directory contains the version, which the build chooses. */
    private static String swaggerUi() {
        Properties about = new Properties();
        try (InputStream in =
                LocalPages.class.getResourceAsStream("/META-INF/maven/org.webjars/swagger-ui/pom.properties")) {
            about.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "/META-INF/resources/webjars/swagger-ui/" + about.getProperty("version") + "/";
    }

    private static byte[] resource(String name) {
        try (InputStream in = LocalPages.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
