package dev.carillon.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Queue;
import java.util.function.Consumer;

/** One kept connection that publishes: answers come in the order of the requests. Owned by its event loop. */
final class PublishConnection extends SimpleChannelInboundHandler<ByteBuf> {

    private final Queue<Consumer<Boolean>> waiting = new ArrayDeque<>();
    private final StringBuilder head = new StringBuilder();
    private Channel channel;
    private int body = -1;
    private boolean accepted;

    /** @param onAnswer told whether the status is one of success */
    void send(String request, Consumer<Boolean> onAnswer) {
        waiting.add(onAnswer);
        channel.writeAndFlush(channel.alloc().buffer().writeBytes(request.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        channel = context.channel();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
        while (bytes.isReadable()) {
            if (body < 0) {
                head.append((char) bytes.readByte());
                if (head.length() > 3 && head.indexOf("\r\n\r\n", head.length() - 4) >= 0) {
                    onHead();
                }
            } else {
                int part = Math.min(body, bytes.readableBytes());
                bytes.skipBytes(part);
                body -= part;
            }
            if (body == 0) {
                body = -1;
                waiting.remove().accept(accepted);
            }
        }
    }

    private void onHead() {
        accepted = head.charAt(9) == '2';
        body = 0;
        for (String line : head.toString().toLowerCase(Locale.ROOT).split("\r\n")) {
            if (line.startsWith("content-length:")) {
                body = Integer.parseInt(line.substring(15).strip());
            }
        }
        head.setLength(0);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        while (!waiting.isEmpty()) {
            waiting.remove().accept(false);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        context.close();
    }
}
