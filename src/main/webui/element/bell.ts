import { html, nothing, type TemplateResult } from 'lit';
import { bellIcon } from './icons.js';
import type { ListContext } from './panel.js';

/** All that the bell shows and tells. */
export interface BellContext extends Pick<ListContext, 'locale' | 'texts'> {
  counted: number;
  /** The notifications that are counted. */
  count: 'unread' | 'unseen';
  isRinging: boolean;
  isOpen: boolean;
  onToggle: () => void;
  onSilent: () => void;
}

export function bellButton({ locale, texts, counted, count, isRinging, isOpen, onToggle, onSilent }: BellContext): TemplateResult {
  const name = count === 'unseen' ? texts.bellUnseen(counted) : texts.bell(counted);
  const shown = new Intl.NumberFormat(locale).format(counted);
  return html`
    <button
      type="button"
      class="bell ${isRinging ? 'ringing' : ''}"
      part="bell"
      data-testid="bell"
      aria-label=${name}
      aria-haspopup="dialog"
      aria-expanded=${String(isOpen)}
      @click=${onToggle}
      @animationend=${onSilent}
    >
      ${bellIcon}
      ${counted ? html`<span class="badge" part="badge" data-testid="badge" aria-hidden="true">${shown}</span>` : nothing}
    </button>
  `;
}
