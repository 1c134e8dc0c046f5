const KEY = 'carillon:network';

/** How the network between this browser and the server treats streams. */
export interface Habits {
  /** It lets none through. */
  poll?: boolean;
  /** It lets one through after more bytes than a first message has. */
  padded?: boolean;
  /** It cuts polls that take longer, in milliseconds. */
  wait?: number;
}

interface Kept extends Habits {
  kind: string;
  until: number;
}

/**
 * The habits of the network, known to all pages of the origin for a while. A browser does not say which network it is in,
 * but some say of which kind; where they do not, all networks are one until the memory ends.
 */
export class Network {
  constructor(private readonly lifetime: number) {}

  get habits(): Habits & { until?: number } {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Kept>;
      return kept.kind === kind() && Date.now() < kept.until! ? kept : {};
    } catch {
      return {};
    }
  }

  /** Adds to what is known; the memory begins again. */
  learn(habits: Habits): void {
    try {
      const kept: Kept = { ...this.habits, ...habits, kind: kind(), until: Date.now() + this.lifetime };
      localStorage.setItem(KEY, JSON.stringify(kept));
    } catch {
      // Without storage each page finds out for itself.
    }
  }
}

function kind(): string {
  return (globalThis.navigator as { connection?: { type?: string } } | undefined)?.connection?.type ?? '';
}
