import { millis } from './format.js';
import { text } from './tiles.js';

/** One request to an endpoint. */
export interface Attempt {
  at: string;
  status?: number;
  reason?: string;
  tookMs: number;
}

/** As a table, the oldest first. */
export function attemptsTable(attempts: readonly Attempt[], about: string): HTMLTableElement {
  const table = document.createElement('table');
  table.className = 'attempts';
  table.dataset.testid = 'attempts';
  const caption = document.createElement('caption');
  caption.textContent = `Attempts of ${about}`;
  const head = table.createTHead().insertRow();
  for (const name of ['At', 'Answer', 'Took']) {
    const cell = document.createElement('th');
    cell.scope = 'col';
    cell.textContent = name;
    head.append(cell);
  }
  const body = table.createTBody();
  for (const { at, status, reason, tookMs } of attempts) {
    const cells = [time(at), reason ?? String(status ?? '–'), millis(tookMs)].map((value) => {
      const cell = text('td', '');
      cell.textContent = value;
      return cell;
    });
    body.insertRow().append(...cells);
  }
  table.append(caption);
  return table;
}

export function time(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}
