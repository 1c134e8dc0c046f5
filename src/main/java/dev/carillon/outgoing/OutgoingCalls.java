package dev.carillon.outgoing;

import dev.carillon.outgoing.Answer.Fault;
import dev.carillon.secret.LocalProfile;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * Requests to servers that customers have named. The name is looked up once, all its addresses are checked, and one of these
 * is connected to: a name that changes meanwhile leads nowhere else. Redirects are not followed. From any thread.
 */
@Singleton
public class OutgoingCalls {

    private static final int KEEP_ALIVE_SECONDS = 15;

    private final Vertx vertx;
    private final HttpClient client;
    private final OutgoingConfig config;
    private final HostAddresses addresses;
    private final AddressPolicy policy;
    private final boolean allowHttp;

    @Inject
    OutgoingCalls(Vertx vertx, OutgoingConfig config, HostAddresses addresses, AddressPolicy policy) {
        this.vertx = vertx;
        this.config = config;
        this.addresses = addresses;
        this.policy = policy;
        this.allowHttp = config.allowHttp() || LocalProfile.isActive();
        this.client = vertx.createHttpClient(options(config));
    }

    private static HttpClientOptions options(OutgoingConfig config) {
        HttpClientOptions options = new HttpClientOptions()
                .setConnectTimeout((int) config.connectTimeout().toMillis())
                .setMaxPoolSize(config.maxConnectionsPerServer())
                // All that a pod has in flight are fewer.
                .setMaxWaitQueueSize(config.maxConnectionsPerServer())
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setVerifyHost(true);
        config.certificates().ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file)));
        return options;
    }

    /** Whether addresses that begin with {@code http://} may be called. */
    public boolean allowsHttp() {
        return allowHttp;
    }

    /** How long a request may take. */
    public Duration timeout() {
        return config.timeout();
    }

    /** Posts once. Always completes normally, within {@code carillon.outgoing.timeout}, on any thread. */
    @SuppressWarnings("FutureReturnValueIgnored") // Its timer ends a call that nothing else ends.
    public CompletableFuture<Answer> post(Target target, Map<String, String> headers, byte[] body) {
        OutgoingCall call = new OutgoingCall(vertx, config);
        if (!target.isHttps() && !allowHttp) {
            call.failed(Fault.ADDRESS_NOT_ALLOWED);
            return call.answer();
        }
        try {
            addresses.of(target.host()).whenComplete((found, failure) -> {
                if (failure != null) {
                    call.failed(cause(failure) instanceof TimeoutException ? Fault.TIMEOUT : Fault.UNKNOWN_HOST);
                } else if (!policy.allows(target.host(), found)) {
                    call.failed(Fault.ADDRESS_NOT_ALLOWED);
                } else {
                    call.run(client.request(request(target, found, headers)), body);
                }
            });
        } catch (RejectedExecutionException e) {
            call.failed(Fault.BUSY);
        }
        return call.answer();
    }

    /** The name stays in the header Host and in the server's certificate. */
    private static RequestOptions request(Target target, List<InetAddress> found, Map<String, String> headers) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setServer(SocketAddress.inetSocketAddress(
                        target.port(), found.get(0).getHostAddress()))
                .setHost(target.host())
                .setPort(target.port())
                .setSsl(target.isHttps())
                .setURI(target.uri());
        headers.forEach(options::putHeader);
        return options;
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }

    @PreDestroy
    void close() {
        client.close();
    }
}
