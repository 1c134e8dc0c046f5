import type { List } from './list.js';

/** Longer does not fit into a timer. */
const MAX_TIMER_MILLIS = 2 ** 31 - 1;

export function isExpired({ expiresAt }: { expiresAt?: string | null }, now: number): boolean {
  // An unreadable time is NaN, which is never past.
  return !!expiresAt && Date.parse(expiresAt) <= now;
}

/** Calls back when the next one of a list expires. */
export class Expiry {
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly onExpired: () => void) {}

  watch(list: List): void {
    this.stop();
    const times = list.map(({ expiresAt }) => Date.parse(expiresAt ?? '')).filter(Number.isFinite);
    if (times.length) {
      const delay = Math.max(0, Math.min(...times) - Date.now());
      this.#timer = setTimeout(this.onExpired, Math.min(delay, MAX_TIMER_MILLIS));
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
