package dev.carillon.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** One stream: waits for the head, then looks for markers wherever chunks cut them. Owned by its event loop. */
final class StreamReader extends SimpleChannelInboundHandler<ByteBuf> {

    private static final byte[] MARKER = ";seq=".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final int stream;
    private final String request;
    private final Ledger ledger;
    private final boolean slow;
    private final Consumer<Boolean> onHead;
    private final StringBuilder status = new StringBuilder();
    private boolean open;
    private boolean rejected;
    private boolean inNumber;
    private int matched;
    private int number;

    /**
     * @param slow whether nothing is read after the head
     * @param onHead told once: whether the stream is open
     */
    StreamReader(int stream, String request, Ledger ledger, boolean slow, Consumer<Boolean> onHead) {
        this.stream = stream;
        this.request = request;
        this.ledger = ledger;
        this.slow = slow;
        this.onHead = onHead;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.writeAndFlush(context.alloc().buffer().writeBytes(request.getBytes(StandardCharsets.US_ASCII)));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
        while (bytes.isReadable()) {
            byte next = bytes.readByte();
            if (!open) {
                onHead(next);
            } else if (rejected) {
                context.close();
                return;
            } else if (slow) {
                context.channel().config().setAutoRead(false);
                return;
            } else {
                onBody(next);
                skipText(bytes);
            }
        }
    }

    /** To where a marker may begin: long texts would otherwise make the generator the slower end. */
    private void skipText(ByteBuf bytes) {
        if (matched == 0 && !inNumber) {
            int text = bytes.bytesBefore(MARKER[0]);
            bytes.skipBytes(text < 0 ? bytes.readableBytes() : text);
        }
    }

    private void onHead(byte next) {
        if (status.length() < 12) {
            status.append((char) next);
        }
        matched = next == END_OF_HEAD[matched] ? matched + 1 : next == '\r' ? 1 : 0;
        if (matched == END_OF_HEAD.length) {
            matched = 0;
            open = true;
            rejected = !status.toString().endsWith(" 200");
            onHead.accept(!rejected);
        }
    }

    private void onBody(byte next) {
        if (inNumber) {
            if (next >= '0' && next <= '9') {
                number = number * 10 + next - '0';
                return;
            }
            inNumber = false;
            if (next == ';') {
                ledger.onReceived(stream, number);
            }
        }
        matched = next == MARKER[matched] ? matched + 1 : next == MARKER[0] ? 1 : 0;
        if (matched == MARKER.length) {
            matched = 0;
            number = 0;
            inNumber = true;
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (!open) {
            open = true;
            onHead.accept(false);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        context.close();
    }
}
