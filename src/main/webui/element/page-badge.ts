/** Where the unread count can be shown besides the bell. */
export type BadgePlace = 'title' | 'favicon' | 'app';

const COUNT = /^\(\d+\+?\) /;
const SIZE = 32;

/** The unread count in the page's title, as a dot on its icon, and on the icon of an installed application. */
export class PageBadge {
  #places: ReadonlySet<string> = new Set();
  #unread = 0;
  /** The page's own icons, which come back. */
  #icons: readonly HTMLLinkElement[] = [];
  #dotted: HTMLLinkElement | undefined;
  readonly #titles = new MutationObserver(() => this.#title());

  /** @param places words, separated by spaces */
  show(places: string, unread: number): void {
    const wasTitled = this.#places.has('title');
    this.#places = new Set(places.split(/\s+/));
    this.#unread = unread;
    this.#titles.disconnect();
    if (wasTitled) {
      write(document.title.replace(COUNT, ''));
    }
    this.#title();
    if (this.#places.has('title')) {
      // A page with a router writes another title.
      this.#titles.observe(document.head, { subtree: true, childList: true, characterData: true });
    }
    if (this.#places.has('favicon') && unread) {
      void this.#dot();
    } else {
      this.#undot();
    }
    if (this.#places.has('app')) {
      // Only an installed application has an icon.
      void navigator.setAppBadge?.(unread).catch(() => undefined);
    }
  }

  clear(): void {
    if (this.#places.size) {
      this.show([...this.#places].join(' '), 0);
      this.#titles.disconnect();
    }
  }

  #title(): void {
    // Another element of the page may have written its count.
    if (this.#places.has('title') && this.#unread && !COUNT.test(document.title)) {
      write(`(${this.#unread > 99 ? '99+' : this.#unread}) ${document.title}`);
    }
  }

  async #dot(): Promise<void> {
    if (this.#dotted) {
      return;
    }
    const link = document.createElement('link');
    this.#dotted = link;
    this.#icons = [...document.head.querySelectorAll<HTMLLinkElement>('link[rel~="icon"]')];
    const href = await dotted(this.#icons.at(-1)?.href).catch(() => undefined);
    if (href && this.#dotted === link) {
      link.rel = 'icon';
      link.href = href;
      this.#icons.forEach((icon) => icon.remove());
      document.head.append(link);
    }
  }

  #undot(): void {
    if (this.#dotted?.isConnected) {
      this.#dotted.remove();
      document.head.append(...this.#icons);
    }
    this.#dotted = undefined;
  }
}

function write(title: string): void {
  if (title !== document.title) {
    document.title = title;
  }
}

/** The icon with a dot in its corner; the dot alone if there is no icon of the page's own origin. */
async function dotted(icon: string | undefined): Promise<string> {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = SIZE;
  const context = canvas.getContext('2d')!;
  if (icon && new URL(icon).origin === location.origin) {
    const image = new Image();
    image.src = icon;
    await image.decode().then(
      () => context.drawImage(image, 0, 0, SIZE, SIZE),
      () => undefined,
    );
  }
  const radius = SIZE / 4;
  context.fillStyle = '#c8102e';
  context.arc(SIZE - radius, radius, radius, 0, 2 * Math.PI);
  context.fill();
  return canvas.toDataURL('image/png');
}
