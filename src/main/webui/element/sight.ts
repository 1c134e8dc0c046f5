import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Knows whether the user can see the page, and the host within its window. */
export class Sight implements ReactiveController {
  #isInWindow = false;
  readonly #observer = new IntersectionObserver((entries) => {
    this.#isInWindow = entries.at(-1)!.isIntersecting;
    this.onChange();
  });
  readonly #onVisibility = (): void => this.onChange();

  constructor(
    private readonly host: ReactiveControllerHost & HTMLElement,
    private readonly onChange: () => void,
  ) {
    host.addController(this);
  }

  get isPageVisible(): boolean {
    return document.visibilityState === 'visible';
  }

  get isHostVisible(): boolean {
    return this.#isInWindow && this.isPageVisible;
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#onVisibility);
    this.#observer.observe(this.host);
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#onVisibility);
    this.#observer.disconnect();
  }
}
