import { wireForm } from './create.js';
import { hasPanelHosts, moveToPanelHosts } from './hosts.js';
import { OPERATOR, pods, signIn } from './local.js';
import { wireTheme } from '../style/theme.js';
import { Panels } from './panels.js';

const POD_REFRESH_MILLIS = 2_000;

const byId = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;

async function start(): Promise<void> {
  const hasLauncher = (await pods()).length > 0;
  if (hasLauncher && (await moveToPanelHosts())) {
    return;
  }
  const framed = hasLauncher && hasPanelHosts();
  const panels = new Panels(byId('panels'), byId<HTMLButtonElement>('add'), framed);
  wireTheme(byId('theme'), (theme) => (panels.theme = theme));
  wireForm(byId<HTMLFormElement>('create'), byId('result'), hasLauncher);
  if (!hasLauncher) {
    tell('No local cluster here: this page shows and creates notifications with the session that you have.');
  } else if (!hasPanelHosts()) {
    tell('This browser does not know names under localhost, so there is one user only.');
  }
  const users = ['26', '27', '30'].map((user) => ({ user, organization: user === '30' ? '22' : '21' }));
  users.slice(0, framed ? users.length : 1).forEach((user) => panels.add(user));
  byId('add').hidden = !framed;
  byId('add').addEventListener('click', () => panels.add({ user: '28', organization: '21' }));
  if (hasLauncher) {
    byId('console').hidden = !(await signIn('demo', '21', [OPERATOR]));
    await showPods();
    setInterval(() => void showPods(), POD_REFRESH_MILLIS);
  }
}

function tell(text: string): void {
  byId('notice').textContent = text;
  byId('notice').hidden = false;
}

async function showPods(): Promise<void> {
  if (document.visibilityState !== 'visible') {
    return;
  }
  const entries = (await pods()).map(({ name, ready, streams }) => {
    const entry = document.createElement('li');
    entry.dataset.ready = String(ready);
    entry.textContent = ready ? `${name} · ${streams} ${streams === 1 ? 'stream' : 'streams'}` : `${name} · down`;
    return entry;
  });
  byId('pods').replaceChildren(...entries);
}

void start();
