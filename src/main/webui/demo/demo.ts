import { wireForm } from './create.js';
import { hasPanelHosts, moveToPanelHosts } from './hosts.js';
import { pods } from './local.js';
import { Panels } from './panels.js';

const POD_REFRESH_MILLIS = 2_000;

const byId = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;

async function start(): Promise<void> {
  const hasLauncher = (await pods()).length > 0;
  if (hasLauncher && (await moveToPanelHosts())) {
    return;
  }
  const panels = new Panels(byId('panels'), byId<HTMLButtonElement>('add'));
  wireTheme(panels);
  wireForm(byId<HTMLFormElement>('create'), byId('result'), hasLauncher);
  if (!hasLauncher) {
    tell('No local cluster here: this page shows and creates notifications with the session that you have.');
  } else if (!hasPanelHosts()) {
    tell('This browser does not know names under localhost, so there is one user only.');
  }
  const users = ['26', '27', '30'].map((user) => ({ user, organization: user === '30' ? '22' : '21' }));
  users.slice(0, hasPanelHosts() && hasLauncher ? users.length : 1).forEach((user) => panels.add(user));
  byId('add').hidden = !hasPanelHosts();
  byId('add').addEventListener('click', () => panels.add({ user: '28', organization: '21' }));
  if (hasLauncher) {
    await showPods();
    setInterval(() => void showPods(), POD_REFRESH_MILLIS);
  }
}

function tell(text: string): void {
  byId('notice').textContent = text;
  byId('notice').hidden = false;
}

/** Remembered, because whoever prefers one does so the next time too. */
function wireTheme(panels: Panels): void {
  const root = document.documentElement;
  const apply = (theme: string): void => {
    root.dataset.theme = theme;
    panels.theme = theme;
  };
  apply(localStorage.getItem('theme') ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'));
  byId('theme').addEventListener('click', () => {
    apply(root.dataset.theme === 'dark' ? 'light' : 'dark');
    localStorage.setItem('theme', root.dataset.theme!);
  });
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
