import type { ConnectionState, Notification } from '@carillon/client';
import { pods, post, signIn, type Pod } from './local.js';

const MAX_LINES = 4;
const query = new URLSearchParams(location.search);
const byId = (id: string): HTMLElement => document.getElementById(id)!;

/** One user's page: the component as any application would use it, and what happens to its stream. */
async function start(): Promise<void> {
  const user = query.get('user') ?? '';
  const organization = query.get('organization') ?? '';
  applyTheme(query.get('theme') ?? '');
  window.addEventListener('message', (event: MessageEvent<{ theme?: string }>) => {
    if (event.source === parent && typeof event.data.theme === 'string') {
      applyTheme(event.data.theme);
    }
  });
  if ((await pods()).length && !(await signIn(user, organization))) {
    log('the local cluster does not log this user in');
  }
  const center = document.createElement('notification-center');
  center.setAttribute('inline', '');
  center.setAttribute('scope', `${user}@${organization}`);
  center.addEventListener('carillon-state', (event) => void onState((event as CustomEvent<ConnectionState>).detail));
  center.addEventListener('carillon-notification', (event) => {
    log(`no. ${(event as CustomEvent<Notification>).detail.id} received`);
  });
  byId('center').append(center);
  byId('cut').addEventListener('click', () => void cut(center as unknown as Center));
  byId('kill').addEventListener('click', () => void kill());
}

interface Center {
  inbox?: { client: { reconnect(): void } };
}

let pod: Pod | undefined;

async function onState(state: ConnectionState): Promise<void> {
  const chip = byId('pod');
  if (state === 'live') {
    pod = (await pods()).find(({ yours }) => yours);
    byId('kill').hidden = !pod?.kill;
    log(pod ? `live on ${pod.name}` : 'live');
  } else {
    byId('kill').hidden = true;
    log(state === 'catching-up' ? 'stream open, catching up' : state);
  }
  chip.dataset.state = state;
  chip.textContent = state === 'live' ? (pod?.name ?? 'live') : state;
}

async function cut(center: Center): Promise<void> {
  log('connection cut');
  if (pod?.cut) {
    await post(pod.cut);
  } else {
    center.inbox?.client.reconnect();
  }
}

async function kill(): Promise<void> {
  if (pod?.kill) {
    log(`${pod.name} killed`);
    await post(pod.kill);
  }
}

function log(text: string): void {
  const line = document.createElement('li');
  line.textContent = `${new Date().toLocaleTimeString('en-GB')} ${text}`;
  byId('log').prepend(line);
  while (byId('log').childElementCount > MAX_LINES) {
    byId('log').lastElementChild?.remove();
  }
}

function applyTheme(theme: string): void {
  if (theme) {
    document.documentElement.dataset.theme = theme;
  }
}

void start();
