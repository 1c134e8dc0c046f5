import { css } from 'lit';

/**
 * Every `--carillon-*` property is public and listed in docs/browser.md; `--_*` are its value or the default.
 * `light-dark()` follows `color-scheme`, which follows the system unless the theme attribute says otherwise.
 */
export const tokens = css`
  :host {
    color-scheme: light dark;
    --_accent: var(--carillon-accent, light-dark(#4338ca, #a5b4fc));
    --_on-accent: var(--carillon-on-accent, light-dark(#ffffff, #14143a));
    --_surface: var(--carillon-surface, light-dark(#ffffff, #17181f));
    --_raised: var(--carillon-raised, light-dark(#f5f5f8, #22242e));
    --_chosen: var(--carillon-surface, light-dark(#ffffff, #3a3d4c));
    --_text: var(--carillon-text, light-dark(#191a23, #eeeef4));
    --_muted: var(--carillon-muted, light-dark(#5c5e6e, #a6a8ba));
    --_border: var(--carillon-border, light-dark(#e3e3ea, #31333f));
    --_badge: var(--carillon-badge, light-dark(#c8102e, #ff8a94));
    --_on-badge: var(--carillon-on-badge, light-dark(#ffffff, #2b0509));
    --_live: var(--carillon-live, light-dark(#12805c, #5fd6a7));
    --_warning: var(--carillon-warning, light-dark(#9a5b00, #f5c26b));
    --_radius: var(--carillon-radius, 14px);
    --_shadow: var(--carillon-shadow, 0 12px 40px rgb(10 12 40 / 0.18), 0 2px 8px rgb(10 12 40 / 0.08));
    position: relative;
    display: inline-block;
    font: var(--carillon-font, 400 0.9375rem/1.45 system-ui, 'Segoe UI', sans-serif);
    color: var(--_text);
    text-align: start;
  }
  :host([theme='light']) {
    color-scheme: light;
  }
  :host([theme='dark']) {
    color-scheme: dark;
  }
  :host([inline]) {
    display: block;
  }
  :host([hidden]) {
    display: none;
  }
  *,
  *::before {
    box-sizing: border-box;
  }
  .hidden-text {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  button,
  select {
    font: inherit;
    color: inherit;
    cursor: pointer;
  }
  button {
    background: none;
    border: 0;
    border-radius: 8px;
    padding: 0.3rem 0.55rem;
  }
  button:hover:not(:disabled) {
    background: color-mix(in srgb, var(--_accent) 10%, transparent);
  }
  button:disabled {
    color: var(--_muted);
    cursor: default;
  }
  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
  svg {
    width: 1.25rem;
    height: 1.25rem;
    display: block;
  }
`;

export const bell = css`
  .bell {
    position: relative;
    display: grid;
    place-items: center;
    width: 2.75rem;
    height: 2.75rem;
    padding: 0;
    border-radius: 50%;
  }
  .bell svg {
    width: 1.5rem;
    height: 1.5rem;
  }
  .badge {
    position: absolute;
    inset-block-start: 0.1rem;
    inset-inline-start: 55%;
    min-width: 1.25rem;
    padding: 0 0.3rem;
    border-radius: 1rem;
    background: var(--_badge);
    color: var(--_on-badge);
    font-size: 0.75rem;
    font-weight: 700;
    line-height: 1.25rem;
    text-align: center;
    font-variant-numeric: tabular-nums;
    box-shadow: 0 0 0 2px var(--_surface);
  }
  @media (forced-colors: active) {
    .badge {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }
  @media (prefers-reduced-motion: no-preference) {
    .bell.ringing svg {
      transform-origin: 50% 10%;
      animation: ring 0.7s ease-in-out;
    }
  }
  @keyframes ring {
    20% {
      rotate: 14deg;
    }
    40% {
      rotate: -12deg;
    }
    60% {
      rotate: 8deg;
    }
    80% {
      rotate: -5deg;
    }
  }
`;
