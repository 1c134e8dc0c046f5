package dev.carillon.socket.wire;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.net.HostAndPort;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rules for the head of a request (RFC 9112) that the server itself does not enforce. If two programs read a head
 * differently, one caller's bytes can become another caller's request.
 */
final class RequestHeadRules {

    /** Label for undefined methods: a stranger could otherwise invent any number of metrics. */
    static final String OTHER_METHOD = "OTHER";

    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");

    private static final InvalidRequest FOLDED =
            new InvalidRequest(HttpResponseStatus.BAD_REQUEST, "A header field must not go on in the next line.");
    private static final InvalidRequest MALFORMED =
            new InvalidRequest(HttpResponseStatus.BAD_REQUEST, "This is not a request of HTTP/1.1.");
    private static final InvalidRequest LONG_LINE =
            new InvalidRequest(HttpResponseStatus.REQUEST_URI_TOO_LONG, "The first line of the request is too long.");
    private static final InvalidRequest LONG_HEADER =
            new InvalidRequest(HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "The header fields are too long.");
    private static final InvalidRequest VERSION = new InvalidRequest(
            HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED, "Only HTTP/1.1 and HTTP/1.0 are spoken here.");
    private static final InvalidRequest CODING =
            new InvalidRequest(HttpResponseStatus.NOT_IMPLEMENTED, "The only Transfer-Encoding is chunked.");
    private static final InvalidRequest HOST =
            new InvalidRequest(HttpResponseStatus.BAD_REQUEST, "Exactly one valid Host field is needed.");

    private RequestHeadRules() {}

    static boolean isMethod(CharSequence name) {
        return METHODS.contains(name.toString());
    }

    static InvalidRequest.Rejected folded() {
        return new InvalidRequest.Rejected(FOLDED);
    }

    /** Null for a valid request. */
    static @Nullable InvalidRequest check(HttpRequest request) {
        boolean otherCoding = hasOtherCoding(request);
        if (request.decoderResult().isFailure()) {
            InvalidRequest why = whyNotDecoded(request.decoderResult().cause());
            return why == MALFORMED && otherCoding ? CODING : why;
        }
        HttpVersion version = request.protocolVersion();
        if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
            return VERSION;
        }
        if (otherCoding) {
            return CODING;
        }
        List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
        boolean missing = hosts.isEmpty() && version.equals(HttpVersion.HTTP_1_1);
        boolean invalid =
                hosts.size() == 1 && (hosts.get(0).isEmpty() || HostAndPort.parseAuthority(hosts.get(0), -1) == null);
        return missing || invalid || hosts.size() > 1 ? HOST : null;
    }

    private static boolean hasOtherCoding(HttpRequest request) {
        List<String> codings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        return codings.size() > 1
                || (codings.size() == 1 && !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.get(0)));
    }

    private static InvalidRequest whyNotDecoded(Throwable cause) {
        if (cause instanceof InvalidRequest.Rejected rejected) {
            return rejected.rejection();
        }
        if (cause instanceof TooLongHttpLineException) {
            return LONG_LINE;
        }
        return cause instanceof TooLongHttpHeaderException ? LONG_HEADER : MALFORMED;
    }
}
