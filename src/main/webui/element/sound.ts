/** How long a notification's sound belongs to the tab that plays it. */
const HELD_MILLIS = 2_000;

/**
 * Plays a sound for a notification, in one tab of the browser. Browsers let a page be heard once its user has clicked
 * or typed in it; before that this does nothing.
 */
export function play(address: string, id: number): void {
  const start = (): void => {
    void new Audio(address).play().catch(() => undefined);
  };
  const locks = navigator.locks;
  if (!locks) {
    start();
    return;
  }
  void locks.request(`carillon:sound:${id}`, { ifAvailable: true }, async (lock) => {
    if (lock) {
      start();
      await new Promise((later) => setTimeout(later, HELD_MILLIS));
    }
  });
}
