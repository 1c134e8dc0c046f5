import { panelOrigin } from './hosts.js';

/** As many as fit; each is a host of its own. */
const MAX_PANELS = 6;

export interface User {
  user: string;
  organization: string;
}

/** The users side by side: a picker each, and a frame that is signed in as who was picked. */
export class Panels {
  #theme = '';

  constructor(
    private readonly root: HTMLElement,
    private readonly addButton: HTMLButtonElement,
    /** Without hosts of their own there is one user, the page's, and no frame: pods forbid that they be framed. */
    private readonly framed: boolean,
  ) {}

  add(who: User): void {
    const taken = [...this.root.querySelectorAll<HTMLElement>('.user')].map((panel) => Number(panel.dataset.number));
    const number = Array.from({ length: MAX_PANELS }, (_, index) => index + 1).find((free) => !taken.includes(free));
    if (number) {
      this.root.append(this.#panel(number, who));
      this.#limit();
    }
  }

  set theme(theme: string) {
    this.#theme = theme;
    for (const frame of this.root.querySelectorAll('iframe')) {
      frame.contentWindow?.postMessage({ theme }, new URL(frame.src).origin);
    }
  }

  #panel(number: number, who: User): HTMLElement {
    const panel = document.createElement('section');
    panel.className = 'user';
    panel.dataset.number = String(number);
    panel.dataset.testid = 'panel';
    panel.setAttribute('aria-label', `User ${number}`);
    if (!this.framed) {
      const center = document.createElement('notification-center');
      center.setAttribute('inline', '');
      panel.append(center);
      return panel;
    }
    const frame = document.createElement('iframe');
    const show = ({ user, organization }: User): void => {
      const query = new URLSearchParams({ user, organization, theme: this.#theme });
      frame.title = `What user ${user} of organization ${organization} sees`;
      frame.src = `${panelOrigin(number)}/demo/panel.html?${query}`;
    };
    panel.append(this.#picker(panel, who, show), frame);
    show(who);
    return panel;
  }

  #picker(panel: HTMLElement, who: User, show: (who: User) => void): HTMLFormElement {
    const form = document.createElement('form');
    const user = field('User', who.user);
    const organization = field('Organization', who.organization);
    const remove = document.createElement('button');
    remove.type = 'button';
    remove.textContent = '×';
    remove.setAttribute('aria-label', 'Remove this user');
    remove.addEventListener('click', () => {
      panel.remove();
      this.#limit();
      this.addButton.focus();
    });
    form.append(user, organization, remove);
    const pick = (event: Event): void => {
      event.preventDefault();
      if (form.reportValidity()) {
        show({ user: valueOf(user), organization: valueOf(organization) });
      }
    };
    form.addEventListener('change', pick);
    form.addEventListener('submit', pick);
    return form;
  }

  #limit(): void {
    this.addButton.disabled = this.root.childElementCount >= MAX_PANELS;
  }
}

function field(name: string, value: string): HTMLLabelElement {
  const label = document.createElement('label');
  const input = document.createElement('input');
  input.value = value;
  input.required = true;
  input.pattern = '[A-Za-z0-9_.:@\\-]{1,64}';
  input.autocomplete = 'off';
  label.append(name, input);
  return label;
}

function valueOf(label: HTMLLabelElement): string {
  return label.querySelector('input')!.value.trim();
}
