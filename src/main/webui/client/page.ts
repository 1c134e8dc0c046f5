const ONLINE_SPREAD_MILLIS = 1_000;

export interface PageListener {
  /** The network is back, and what was open before may be dead without knowing. */
  onOnline(): void;
  onOffline(): void;
  /** The user looks at the page again. */
  onVisible(): void;
  /** The page goes away, perhaps into the back/forward cache, which takes no page with an open stream or a lock. */
  onHide(): void;
  onShowAgain(): void;
}

/** Does nothing where there is no page. */
export function listenToPage(signal: AbortSignal, listener: PageListener): void {
  const { document } = globalThis;
  if (!document) {
    return;
  }
  const on = (target: EventTarget, type: string, call: (event: Event) => void): void =>
    target.addEventListener(type, call, { signal });
  // Everybody behind a router comes back in the same moment, hence at random.
  on(window, 'online', () => setTimeout(() => listener.onOnline(), Math.random() * ONLINE_SPREAD_MILLIS));
  on(window, 'offline', () => listener.onOffline());
  on(document, 'visibilitychange', () => document.visibilityState === 'visible' && listener.onVisible());
  on(window, 'pagehide', () => listener.onHide());
  on(window, 'pageshow', (event) => (event as PageTransitionEvent).persisted && listener.onShowAgain());
}

/** Per tab and across reloads. Without storage (forbidden, or full) a reload starts from nothing. */
export function stored(key: string): string | undefined {
  try {
    return sessionStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

export function store(key: string, value: string | undefined): void {
  try {
    if (value === undefined) {
      sessionStorage.removeItem(key);
    } else {
      sessionStorage.setItem(key, value);
    }
  } catch {
    // See above.
  }
}
