package dev.carillon.outgoing;

import dev.carillon.outgoing.Answer.Fault;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** One request in flight. It belongs to the event loop of its connection; it may fail on any thread. */
final class OutgoingCall {

    private static final int MAX_RETRY_AFTER_DIGITS = 9;

    private final Vertx vertx;
    private final int maxAnswerBytes;
    private final long startedAt = System.nanoTime();
    private final long timer;
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private volatile @Nullable HttpClientRequest request;
    // After the head of the answer.
    private volatile int status;
    private @Nullable Duration retryAfter;
    private int received;

    OutgoingCall(Vertx vertx, OutgoingConfig config) {
        this.vertx = vertx;
        this.maxAnswerBytes = config.maxAnswerBytes();
        this.timer = vertx.setTimer(config.timeout().toMillis(), t -> failed(Fault.TIMEOUT));
    }

    CompletableFuture<Answer> answer() {
        return answer;
    }

    void run(Future<HttpClientRequest> connected, byte[] body) {
        connected.onSuccess(made -> send(made, body)).onFailure(e -> failed(faultOfConnecting(e)));
    }

    private void send(HttpClientRequest made, byte[] body) {
        request = made;
        if (answer.isDone()) {
            made.reset();
            return;
        }
        made.exceptionHandler(e -> failed(Fault.NO_ANSWER));
        made.response().onSuccess(this::read).onFailure(e -> failed(Fault.NO_ANSWER));
        made.send(Buffer.buffer(body));
    }

    private void read(HttpClientResponse response) {
        retryAfter = retryAfter(response.getHeader("Retry-After"));
        status = response.statusCode();
        response.exceptionHandler(e -> failed(Fault.NO_ANSWER));
        response.handler(bytes -> {
            received += bytes.length();
            if (received > maxAnswerBytes) {
                end(null);
                response.request().reset();
            }
        });
        response.endHandler(end -> end(null));
    }

    /** In seconds; dates are left out of account. */
    private static @Nullable Duration retryAfter(@Nullable String text) {
        return text != null && text.matches("[0-9]{1," + MAX_RETRY_AFTER_DIGITS + "}")
                ? Duration.ofSeconds(Long.parseLong(text))
                : null;
    }

    /** The status of an answer that was not read to its end counts all the same. */
    void failed(Fault fault) {
        end(status == 0 ? fault : null);
        HttpClientRequest made = request;
        if (made != null) {
            made.reset();
        }
    }

    private void end(@Nullable Fault fault) {
        vertx.cancelTimer(timer);
        answer.complete(new Answer(status, fault, retryAfter, Duration.ofNanos(System.nanoTime() - startedAt)));
    }

    private static Fault faultOfConnecting(Throwable failure) {
        for (Throwable cause = failure; cause != null && cause != cause.getCause(); cause = cause.getCause()) {
            if (cause instanceof SSLException) {
                return Fault.TLS;
            }
            if (cause instanceof ConnectException
                    || cause instanceof NoRouteToHostException
                    || cause instanceof SocketException) {
                return Fault.NOT_CONNECTED;
            }
        }
        return Fault.NOT_CONNECTED;
    }
}
