package dev.carillon.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.MessageToMessageDecoder;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpContentDecompressor;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A stream whose chunks are taken off and whose text is decompressed before a {@link StreamReader} sees it. */
final class CompressedReader extends ChannelInitializer<Channel> {

    private final StreamReader reader;

    CompressedReader(StreamReader reader) {
        this.reader = reader;
    }

    @Override
    protected void initChannel(Channel channel) {
        // Without a bound on what one read may be decompressed to: everything of a benchmark is to be counted.
        channel.pipeline()
                .addLast(new HttpResponseDecoder(), new HttpContentDecompressor(0), new HeadAndText(), reader);
    }

    private static final class HeadAndText extends MessageToMessageDecoder<HttpObject> {

        @Override
        protected void decode(ChannelHandlerContext context, HttpObject part, List<Object> out) {
            if (part instanceof HttpResponse response) {
                String head =
                        response.protocolVersion() + " " + response.status().code() + "\r\n\r\n";
                ByteBuf bytes = context.alloc().buffer();
                bytes.writeCharSequence(head, StandardCharsets.US_ASCII);
                out.add(bytes);
            }
            if (part instanceof HttpContent content) {
                out.add(content.content().retain());
            }
        }
    }
}
