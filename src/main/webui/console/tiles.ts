import { count, duration, millis, plural, rate } from './format.js';
import { Sparkline, type Shape } from './graph.js';
import type { Cluster, Moment } from './messages.js';
import { together, type Series } from './series.js';

interface Tile {
  name: string;
  shape: Shape;
  floor: number;
  of(moment: Moment): number | null;
  format(value: number | null): string;
  detail(moment: Moment, cluster: Cluster): string;
}

const TILES: readonly Tile[] = [
  {
    name: 'Connections',
    shape: 'line',
    floor: 5,
    of: ({ n }) => n,
    format: (value) => count(value ?? 0),
    detail: (_, { pods }) => `on ${plural(pods.filter(({ silentSeconds }) => !silentSeconds).length, 'pod')}`,
  },
  {
    name: 'Notifications written',
    shape: 'columns',
    floor: 5,
    of: ({ w }) => w,
    format: (value) => `${rate(value ?? 0)} /s`,
    detail: ({ c }) => `${rate(c)} /s committed`,
  },
  {
    name: 'Delivery delay',
    shape: 'columns',
    floor: 50,
    of: ({ d }) => d,
    format: millis,
    detail: ({ s }) => (s === null ? 'nothing written just now' : `slowest ${millis(s)}`),
  },
  {
    name: 'Slow clients',
    shape: 'line',
    floor: 5,
    of: ({ b }) => b,
    format: (value) => count(value ?? 0),
    detail: ({ b, n }) => (n ? `${rate((100 * b) / n)} % are behind` : 'nobody is connected'),
  },
];

/** The numbers of the whole cluster, large, each over its own last minutes. */
export class Tiles {
  readonly #parts = TILES.map((tile) => ({
    tile,
    graph: new Sparkline(tile.shape),
    value: text('p', 'value'),
    detail: text('p', 'detail'),
    scale: text('p', 'scale'),
  }));

  constructor(root: HTMLElement) {
    for (const { tile, graph, value, detail, scale } of this.#parts) {
      const card = document.createElement('section');
      card.className = 'card tile';
      card.dataset.testid = `tile-${tile.name.toLowerCase().replace(/\W+/g, '-')}`;
      const heading = document.createElement('h2');
      heading.textContent = tile.name;
      card.append(heading, value, detail, graph.element, scale);
      root.append(card);
    }
  }

  show(cluster: Cluster, series: Series): void {
    const moments = series.sum();
    const now = moments.at(-1) ?? together([]);
    const span = duration((cluster.kept * cluster.intervalMillis) / 1_000);
    for (const { tile, graph, value, detail, scale } of this.#parts) {
      const values = moments.map((moment) => tile.of(moment));
      value.textContent = tile.format(tile.of(now));
      detail.textContent = tile.detail(now, cluster);
      graph.draw(values, cluster.kept, tile.floor);
      scale.textContent = `last ${span}, at most ${tile.format(Math.max(0, ...values.map((one) => one ?? 0)))}`;
    }
  }
}

export function text(name: 'p' | 'span' | 'dd' | 'td', className: string): HTMLElement {
  const made = document.createElement(name);
  made.className = className;
  return made;
}
