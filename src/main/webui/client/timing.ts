/** All durations in milliseconds. */
export interface Timing {
  /** Silence after which a stream is taken for dead: two and a half keep-alives of 30 s. */
  silence: number;
  /** How long an attempt may take until its first message. A stream that takes longer is mute if other requests are answered. */
  open: number;
  /** How long there may be no stream until the state is `offline` and long-polling begins; above the server's `retry:`. */
  grace: number;
  /** Quiet after a resume that counts as "caught up": the server sends what was missed without pause. */
  quiet: number;
  /** Acknowledgements are collected for so long. */
  ack: number;
  /** Back-off: each attempt waits a random part of `base * 2^attempt`, at most of `cap`. */
  backoffBase: number;
  backoffCap: number;
  /** How long a poll may wait for its answer; less where something on the way cuts it, but not less than `pollMin`. */
  pollWait: number;
  pollMin: number;
  /** A stream that was cut later than this, twice, was not cut by the network's clock. */
  cut: number;
  /** Pause after an answer, in which what comes together is collected for the next one. */
  pollPause: number;
  /** How often a poll asks for the snapshot again. */
  recount: number;
  /** How long pages know that the network lets no stream through. */
  network: number;
}

export const DEFAULT_TIMING: Timing = {
  silence: 75_000,
  open: 8_000,
  grace: 15_000,
  quiet: 300,
  ack: 1_000,
  backoffBase: 1_000,
  backoffCap: 30_000,
  pollWait: 25_000,
  pollMin: 5_000,
  cut: 70_000,
  pollPause: 200,
  recount: 120_000,
  network: 1_800_000,
};

/** Full jitter: clients that were cut together must not return together. */
export function backoff(attempt: number, timing: Timing, random: () => number = Math.random): number {
  return random() * Math.min(timing.backoffCap, timing.backoffBase * 2 ** attempt);
}
