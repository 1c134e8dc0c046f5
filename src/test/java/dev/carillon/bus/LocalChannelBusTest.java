package dev.carillon.bus;

class LocalChannelBusTest extends ChannelBusContract {

    private final LocalChannelBus bus = new LocalChannelBus(() -> true);

    LocalChannelBusTest() {
        bus.start(recorder);
    }

    @Override
    ChannelBus bus() {
        return bus;
    }
}
