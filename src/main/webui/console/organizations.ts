import { count } from './format.js';
import { Bar } from './graph.js';
import type { Cluster } from './messages.js';
import { text } from './tiles.js';

/** The organizations with the most connections, as bars of one scale. */
export class Organizations {
  readonly #rows: Row[] = [];

  constructor(
    private readonly root: HTMLElement,
    private readonly others: HTMLElement,
  ) {}

  show({ organizations, otherConnections }: Cluster): void {
    const most = organizations[0]?.connections ?? 1;
    while (this.#rows.length < organizations.length) {
      const row = new Row();
      this.#rows.push(row);
      this.root.append(row.element);
    }
    this.#rows.splice(organizations.length).forEach(({ element }) => element.remove());
    organizations.forEach(({ id, connections, pods }, index) => this.#rows[index]!.show(id, connections, pods, connections / most));
    this.others.textContent = organizations.length ? '' : 'Nobody is connected.';
    if (otherConnections) {
      this.others.textContent = `and ${count(otherConnections)} of other organizations`;
    }
  }
}

class Row {
  readonly element = document.createElement('tr');
  readonly #id = document.createElement('th');
  readonly #bar = new Bar();
  readonly #connections = text('td', 'number');
  readonly #pods = text('td', 'number');

  constructor() {
    this.#id.scope = 'row';
    const cell = text('td', 'graph');
    cell.append(this.#bar.element);
    this.element.dataset.testid = 'organization';
    this.element.append(this.#id, cell, this.#connections, this.#pods);
  }

  show(id: string, connections: number, pods: number, share: number): void {
    this.#id.textContent = id;
    this.#bar.draw(share);
    this.#connections.textContent = count(connections);
    this.#pods.textContent = count(pods);
  }
}
