import { store, stored } from './page.js';

/**
 * The user whose notifications this tab shows, as the server named it. The browser's cookie may belong to another user
 * at the next connect, or since the leading tab connected. Without this check, one user would see the other's.
 */
export class Whose {
  #as: string | undefined;

  constructor(private readonly name: string) {}

  /** The user, once the server has named it in the life of this page; older servers never do. */
  get as(): string | undefined {
    return this.#as;
  }

  /** Whether this is somebody else than before, also before a reload. */
  become(caller: string | undefined): boolean {
    if (!caller) {
      return false;
    }
    const before = this.#as ?? stored(this.name);
    this.#as = caller;
    store(this.name, caller);
    return before !== undefined && before !== caller;
  }

  /** Nothing of the user outlives the page. */
  leave(): void {
    store(this.name, undefined);
  }
}
