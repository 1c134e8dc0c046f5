package dev.carillon.proxy;

import dev.carillon.cluster.Api;
import dev.carillon.testkit.Login;
import java.nio.charset.StandardCharsets;

/** Ways to make a proxy and the server behind it disagree on where a request ends. */
enum SmuggledRequest {
    LENGTH_AND_CHUNKED("Content-Length: %all%\r\nTransfer-Encoding: chunked", "0\r\n\r\n%hidden%"),
    CHUNKED_AND_SHORT_LENGTH("Transfer-Encoding: chunked\r\nContent-Length: 4", "%hex%\r\n%hidden%\r\n0\r\n\r\n"),
    TWO_LENGTHS("Content-Length: 0\r\nContent-Length: %all%", "%hidden%"),
    UNKNOWN_CODING("Transfer-Encoding: xchunked\r\nContent-Length: %all%", "%hidden%"),
    SPACE_BEFORE_COLON("Transfer-Encoding : chunked\r\nContent-Length: %all%", "0\r\n\r\n%hidden%"),
    TWO_CODINGS(
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\nContent-Length: %all%", "0\r\n\r\n%hidden%"),
    FOLDED_CODING("Transfer-Encoding:\r\n chunked\r\nContent-Length: %all%", "0\r\n\r\n%hidden%"),
    LENGTH_WITH_SIGN("Content-Length: +0", "%hidden%"),
    CHUNK_SIZE_WITH_PREFIX("Transfer-Encoding: chunked", "0x0\r\n\r\n%hidden%"),
    CARRIAGE_RETURN_ALONE("X-Any: a\rTransfer-Encoding: chunked\r\nContent-Length: %all%", "0\r\n\r\n%hidden%");

    private final String headers;
    private final String body;

    SmuggledRequest(String headers, String body) {
        this.headers = headers;
        this.body = body;
    }

    /** The first request, with the other one where only one of the two readers sees a request. */
    String around(String hidden) {
        String content =
                body.replace("%hex%", Integer.toHexString(hidden.length())).replace("%hidden%", hidden);
        return "POST /api/notifications HTTP/1.1\r\nHost: localhost\r\n"
                + headers.replace("%all%", Integer.toString(content.length())) + "\r\n\r\n" + content;
    }

    /** A valid create request, alone. */
    static String create(Login login, String message) {
        String json = Api.forUser(login.user(), message);
        return "POST /api/notifications HTTP/1.1\r\nHost: localhost\r\nCookie: " + login.cookie()
                + "\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\nConnection: close\r\n"
                + "Content-Length: " + json.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + json;
    }
}
