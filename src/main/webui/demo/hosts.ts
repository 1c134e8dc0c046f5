/**
 * Every panel is another user, so it needs a session of its own. Cookies belong to a host and ignore ports, hence a
 * host for each panel: `panel-1.demo.localhost`. Browsers resolve names under `localhost` to this machine without
 * asking anybody. All of them share the site `demo.localhost`, so that the frames are not third parties, whose cookies
 * are withheld.
 */
const SITE = 'demo.localhost';
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

export function panelOrigin(number: number): string {
  return `${location.protocol}//panel-${number}.${SITE}:${location.port}`;
}

export function hasPanelHosts(): boolean {
  return location.hostname === SITE;
}

/** Moves to the site of the panels if this is a local address and the browser can reach it. */
export async function moveToPanelHosts(): Promise<boolean> {
  if (!LOOPBACK.includes(location.hostname)) {
    return false;
  }
  const site = `${location.protocol}//${SITE}:${location.port}`;
  try {
    await fetch(`${site}/local/pods`, { mode: 'no-cors' });
  } catch {
    return false;
  }
  location.replace(`${site}/demo/`);
  return true;
}
