/** The subscription of this browser that the pods know. Page and worker share it: the cache is the only simple store that both have. */
export interface Registered {
  id: string;
  /** As it was given to the pods. */
  page: string;
  publicKey: string;
}

const STORE = 'carillon-push';

/** @param routes the address of the push routes: a site may have pods of several installations */
export async function registered(routes: string): Promise<Registered | undefined> {
  const kept = await open()
    .then((store) => store.match(routes))
    .catch(() => undefined);
  return (await kept?.json()) as Registered | undefined;
}

/** A browser that keeps nothing asks the user once more when its subscription has changed. */
export async function remember(routes: string, browser: Registered): Promise<void> {
  await open()
    .then((store) => store.put(routes, new Response(JSON.stringify(browser))))
    .catch(() => undefined);
}

export async function forget(routes: string): Promise<void> {
  await open()
    .then((store) => store.delete(routes))
    .catch(() => undefined);
}

async function open(): Promise<Cache> {
  return caches.open(STORE);
}

/** As the server makes it. */
export async function idOf(endpoint: string): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(endpoint)));
  return [...hash.subarray(0, 16)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
