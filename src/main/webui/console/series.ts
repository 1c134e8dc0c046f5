import type { Cluster, Moment, Pod } from './messages.js';

/** The moments of each pod, and of all together, as far back as graphs go. */
export class Series {
  readonly #pods = new Map<string, Moment[]>();
  #kept = 1;

  take({ pods, kept }: Cluster): void {
    this.#kept = kept;
    const names = new Set(pods.map(({ pod }) => pod));
    [...this.#pods.keys()].filter((name) => !names.has(name)).forEach((name) => this.#pods.delete(name));
    pods.forEach((pod) => this.#add(pod));
  }

  of(pod: string): readonly Moment[] {
    return this.#pods.get(pod) ?? [];
  }

  /** Pods tell at different times within an interval; the n-th last moments of all are taken for one. */
  sum(): readonly Moment[] {
    const all = [...this.#pods.values()];
    const length = Math.max(0, ...all.map((moments) => moments.length));
    return Array.from({ length }, (_, index) => {
      const back = length - index;
      return together(all.flatMap((moments) => moments[moments.length - back] ?? []));
    });
  }

  #add({ pod, moment, history, silentSeconds }: Pod): void {
    const before = history.length ? history : this.of(pod);
    // The last word of a pod that has gone silent says nothing of now.
    const now = silentSeconds ? NOTHING : moment;
    this.#pods.set(pod, [...before, now].slice(-this.#kept));
  }
}

const NOTHING: Moment = { n: 0, b: 0, c: 0, w: 0, d: null, s: null };

/** Delays are weighed by what was written. */
export function together(moments: readonly Moment[]): Moment {
  const add = (of: (moment: Moment) => number): number => moments.reduce((total, moment) => total + of(moment), 0);
  const written = add(({ w }) => w);
  const slowest = moments.flatMap(({ s }) => s ?? []);
  return {
    n: add(({ n }) => n),
    b: add(({ b }) => b),
    c: add(({ c }) => c),
    w: written,
    d: written ? add(({ d, w }) => (d ?? 0) * w) / written : null,
    s: slowest.length ? Math.max(...slowest) : null,
  };
}
