import { wireTheme } from '../style/theme.js';
import { DiagnosisForm } from './diagnosis.js';
import type { Cluster, Message } from './messages.js';
import { Organizations } from './organizations.js';
import { Pods } from './pods.js';
import { Series } from './series.js';
import { Tiles } from './tiles.js';
import { Webhooks } from './webhooks.js';

/** After this many silent intervals the page is marked as out of date. */
const PATIENCE_INTERVALS = 5;
/** Until another attempt after an answer that is no stream: the role is missing, or a gateway answers. */
const REJECTED_MILLIS = 10_000;
const MAX_EVENTS = 6;

const byId = (id: string): HTMLElement => document.getElementById(id)!;

const series = new Series();
const tiles = new Tiles(byId('tiles'));
const pods = new Pods(byId('pods'), note);
const organizations = new Organizations(byId('organizations'), byId('others'));
let stale: ReturnType<typeof setTimeout> | undefined;

function open(): void {
  // Relative, as all addresses of the page: a gateway may serve pods below a path.
  const source = new EventSource('api/console/stream');
  source.onmessage = (event: MessageEvent<string>) => {
    const message = JSON.parse(event.data) as Message;
    if (message.type === 'cluster') {
      show(message);
    } else if (message.type === 'session-expired') {
      tell('signed-out', 'Signed out');
    }
  };
  source.onerror = () => {
    if (source.readyState === EventSource.CLOSED) {
      tell('signed-out', 'Rejected: sign in as an operator');
      setTimeout(open, REJECTED_MILLIS);
    } else {
      tell('connecting', 'Reconnecting …');
    }
  };
}

function show(cluster: Cluster): void {
  series.take(cluster);
  tiles.show(cluster, series);
  pods.show(cluster, series);
  organizations.show(cluster);
  tell('live', `Live, told by ${cluster.servedBy}`);
  clearTimeout(stale);
  stale = setTimeout(() => tell('stale', 'Silent: what you see is old'), PATIENCE_INTERVALS * cluster.intervalMillis);
}

/** Once per change: it is read out. */
function tell(state: string, text: string): void {
  const chip = byId('state');
  document.body.dataset.state = state;
  if (chip.textContent !== text) {
    chip.dataset.state = state;
    chip.textContent = text;
  }
}

function note(what: string): void {
  const line = document.createElement('li');
  const time = document.createElement('time');
  time.textContent = new Date().toLocaleTimeString('en-GB');
  line.append(time, ` ${what}`);
  byId('events').prepend(line);
  while (byId('events').childElementCount > MAX_EVENTS) {
    byId('events').lastElementChild?.remove();
  }
}

wireTheme(byId('theme'), () => undefined);
new DiagnosisForm(byId('diagnosis') as HTMLFormElement, byId('answer'));
new Webhooks(byId('look'), byId('webhooks'), byId('said'));
open();
