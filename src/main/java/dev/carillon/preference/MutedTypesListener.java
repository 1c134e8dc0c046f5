package dev.carillon.preference;

/** An open stream. */
public interface MutedTypesListener {

    /**
     * From any thread; must not block.
     *
     * @param change its number, as in {@code preferences} of counts
     * @param forMany whether it concerns many users at once
     */
    void onMutedTypes(MutedTypes types, long change, boolean forMany);
}
