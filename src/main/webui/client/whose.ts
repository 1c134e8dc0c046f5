import { store, stored } from './page.js';

/**
 * Whose notifications this tab shows, by the server's word. A browser's cookie may belong to another user by the next
 * connect, or have done so since the leading tab has connected; without this, one user's would come to the other.
 */
export class Whose {
  #as: string | undefined;

  constructor(private readonly name: string) {}

  /** Who it is, once the server has said so in the life of this page; older servers do not. */
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
}
