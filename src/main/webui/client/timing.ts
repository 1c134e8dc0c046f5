/** All durations in milliseconds. */
export interface Timing {
  /** Silence after which a stream is taken for dead: two and a half keep-alives of 30 s. */
  silence: number;
  /** How long an attempt may take until its first message. */
  open: number;
  /** How long there may be no stream until the state is `offline` and polling begins; above the server's `retry:`. */
  grace: number;
  /** Quiet after a resume that counts as "caught up": the server sends what was missed without pause. */
  quiet: number;
  /** Acknowledgements are collected for so long. */
  ack: number;
  /** Back-off: each attempt waits a random part of `base * 2^attempt`, at most of `cap`. */
  backoffBase: number;
  backoffCap: number;
  /** Polling, as in the Express application: the list and the unread count. */
  pollList: number;
  pollUnread: number;
}

export const DEFAULT_TIMING: Timing = {
  silence: 75_000,
  open: 20_000,
  grace: 15_000,
  quiet: 300,
  ack: 1_000,
  backoffBase: 1_000,
  backoffCap: 30_000,
  pollList: 30_000,
  pollUnread: 10_000,
};

/** Full jitter: clients that were cut together must not return together. */
export function backoff(attempt: number, timing: Timing, random: () => number = Math.random): number {
  return random() * Math.min(timing.backoffCap, timing.backoffBase * 2 ** attempt);
}
