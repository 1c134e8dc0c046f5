package dev.carillon.testkit;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.Consumer;

/** The socket below an {@link SseStream}; everything but the constructor runs on the loop thread of its clients. */
final class SseSocket implements SseClients.Ready {
    private static final long UNLIMITED = Long.MAX_VALUE;

    private final SseClients clients;
    private final SseRequest request;
    private final HttpResponseReader response;
    private final Consumer<Ending> onEnd;
    private final ByteBuffer unsent;
    private SocketChannel channel;
    private SelectionKey key;
    private boolean connected;
    private boolean ended;
    private long bytesPerSecond;
    private long paceChanges;
    private volatile long bytesRead;

    SseSocket(SseClients clients, SseRequest request, HttpResponseReader response, Consumer<Ending> onEnd) {
        this.clients = clients;
        this.request = request;
        this.response = response;
        this.onEnd = onEnd;
        this.unsent = ByteBuffer.wrap(request.bytes());
        this.bytesPerSecond = request.bytesPerSecond();
    }

    long bytesRead() {
        return bytesRead;
    }

    void connect() {
        if (ended) {
            return;
        }
        try {
            channel = SocketChannel.open();
            channel.configureBlocking(false);
            if (request.receiveBufferBytes() > 0) {
                // Before connecting, or the window scale is already negotiated.
                channel.setOption(StandardSocketOptions.SO_RCVBUF, request.receiveBufferBytes());
            }
            key = clients.register(channel, this);
            if (channel.connect(request.address())) {
                onConnected();
            } else {
                key.interestOps(SelectionKey.OP_CONNECT);
            }
        } catch (IOException e) {
            end(Ending.CONNECT_FAILED, false);
        }
    }

    @Override
    public void onReady() {
        try {
            if (!connected) {
                channel.finishConnect();
                onConnected();
            } else if (unsent.hasRemaining()) {
                send();
            } else {
                read();
            }
        } catch (IOException e) {
            end(connected ? Ending.RESET : Ending.CONNECT_FAILED, false);
        }
    }

    private void onConnected() throws IOException {
        connected = true;
        send();
    }

    private void send() throws IOException {
        channel.write(unsent);
        if (unsent.hasRemaining()) {
            key.interestOps(SelectionKey.OP_WRITE);
        } else {
            key.interestOps(bytesPerSecond == 0 ? 0 : SelectionKey.OP_READ);
        }
    }

    private void read() throws IOException {
        ByteBuffer buffer = clients.readBuffer();
        if (bytesPerSecond != UNLIMITED) {
            buffer.limit((int) Math.min(buffer.capacity(), Math.max(1, bytesPerSecond / 10)));
        }
        int n = channel.read(buffer);
        if (n < 0) {
            end(Ending.SERVER_CLOSED, false);
            return;
        }
        bytesRead += n;
        try {
            response.accept(buffer.array(), 0, n);
        } catch (IOException e) {
            end(Ending.MALFORMED, true);
            return;
        }
        if (!ended && response.complete()) {
            end(Ending.SERVER_CLOSED, false);
        } else if (!ended && bytesPerSecond != UNLIMITED) {
            restFor(Duration.ofNanos(n * 1_000_000_000L / Math.max(1, bytesPerSecond)));
        }
    }

    private void restFor(Duration pause) {
        long change = paceChanges;
        key.interestOps(0);
        clients.after(pause, () -> {
            if (!ended && change == paceChanges) {
                key.interestOps(SelectionKey.OP_READ);
            }
        });
    }

    void readAt(long newBytesPerSecond) {
        clients.execute(() -> {
            bytesPerSecond = newBytesPerSecond;
            paceChanges++;
            if (!ended && connected && !unsent.hasRemaining()) {
                key.interestOps(newBytesPerSecond == 0 ? 0 : SelectionKey.OP_READ);
            }
        });
    }

    void finish(boolean abruptly) {
        clients.execute(() -> end(Ending.CLIENT_CLOSED, abruptly));
    }

    @Override
    public void onAbandoned() {
        end(Ending.CLIENT_CLOSED, false);
    }

    @Override
    public void onBroken() {
        end(Ending.MALFORMED, true);
    }

    private void end(Ending ending, boolean abruptly) {
        if (ended) {
            return;
        }
        ended = true;
        response.end();
        if (channel != null) {
            Sockets.close(channel, abruptly);
        }
        onEnd.accept(ending);
    }
}
