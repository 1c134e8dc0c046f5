import { NotificationCenter } from './notification-center.js';

// The script may be loaded twice, from two places: the first definition stays.
if (!customElements.get('notification-center')) {
  customElements.define('notification-center', NotificationCenter);
}

export { NotificationCenter };
export { addTexts, type Texts } from './texts.js';

declare global {
  interface HTMLElementTagNameMap {
    'notification-center': NotificationCenter;
  }
}
