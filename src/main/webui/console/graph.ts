const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 240;
const HEIGHT = 48;
/** So that a line at the very top or bottom is not cut. */
const MARGIN = 2;

/** Columns are for events of an interval, a line is for a lasting value. */
export type Shape = 'columns' | 'line';

/** Values over time, redrawn with each sample. A text stands beside them, so screen readers skip them. */
export class Sparkline {
  readonly element = document.createElementNS(SVG, 'svg');
  readonly #area = path('area');
  readonly #line = path('line');

  constructor(private readonly shape: Shape) {
    this.element.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
    this.element.setAttribute('preserveAspectRatio', 'none');
    this.element.setAttribute('class', 'sparkline');
    this.element.setAttribute('aria-hidden', 'true');
    this.element.append(this.#area, this.#line);
  }

  /**
   * @param values oldest first; null where there is nothing to tell, which leaves a gap
   * @param kept how many fit
   * @param floor the least that the top of the graph stands for: noise must not look like a mountain
   */
  draw(values: readonly (number | null)[], kept: number, floor: number): void {
    const top = Math.max(floor, ...values.map((value) => value ?? 0));
    const x = (index: number): number => WIDTH - MARGIN - ((values.length - 1 - index) * WIDTH) / Math.max(1, kept - 1);
    const y = (value: number): number => HEIGHT - MARGIN - (value / top) * (HEIGHT - 2 * MARGIN);
    let line = '';
    let area = '';
    if (this.shape === 'columns') {
      values.forEach((value, index) => (line += value ? `M${round(x(index))} ${HEIGHT}V${round(y(value))}` : ''));
      this.#line.setAttribute('d', line);
      return;
    }
    for (const [from, to] of runs(values)) {
      const points = values.slice(from, to).map((value, index) => `${round(x(from + index))} ${round(y(value!))}`);
      line += `M${points.join('L')}${points.length === 1 ? 'h0.01' : ''}`;
      area += `M${round(x(from))} ${HEIGHT}L${points.join('L')}L${round(x(to - 1))} ${HEIGHT}Z`;
    }
    this.#line.setAttribute('d', line);
    this.#area.setAttribute('d', area);
  }
}

/** Where values are, without a gap: from one index to before another. */
export function runs(values: readonly (number | null)[]): [number, number][] {
  const found: [number, number][] = [];
  values.forEach((value, index) => {
    const last = found.at(-1);
    if (value === null) {
      return;
    }
    if (last?.[1] === index) {
      last[1]++;
    } else {
      found.push([index, index + 1]);
    }
  });
  return found;
}

/** A bar of a share from 0 to 1. */
export class Bar {
  readonly element = document.createElementNS(SVG, 'svg');
  readonly #filled = document.createElementNS(SVG, 'rect');

  constructor() {
    this.element.setAttribute('class', 'bar');
    this.element.setAttribute('aria-hidden', 'true');
    this.#filled.setAttribute('height', '100%');
    this.element.append(this.#filled);
  }

  draw(share: number): void {
    this.#filled.setAttribute('width', `${round(100 * share)}%`);
  }
}

function path(className: string): SVGPathElement {
  const made = document.createElementNS(SVG, 'path');
  made.setAttribute('class', className);
  return made;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
