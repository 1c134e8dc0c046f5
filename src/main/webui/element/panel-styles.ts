import { css } from 'lit';

export const panelStyles = css`
  .panel {
    display: flex;
    flex-direction: column;
    width: min(var(--carillon-panel-width, 25rem), calc(100vw - 1.5rem));
    max-height: min(var(--carillon-panel-height, 36rem), calc(100dvh - 5rem));
    background: var(--_surface);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    box-shadow: var(--_shadow);
    overflow: hidden;
    container-type: inline-size;
  }
  .floating {
    position: absolute;
    z-index: var(--carillon-z-index, 1000);
    inset-block-start: calc(100% + 0.5rem);
    inset-inline-end: 0;
  }
  :host([align='start']) .floating {
    inset-inline: 0 auto;
  }
  :host([inline]) .frame {
    height: var(--carillon-panel-height, 100%);
  }
  /* In a parent that shrinks to its content there would be nothing to shrink to. */
  :host([inline]) {
    min-inline-size: min(18rem, 100vw);
  }
  :host([inline]) .panel {
    width: 100%;
    height: 100%;
    max-height: none;
    border: 0;
    box-shadow: none;
  }
  .header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.4rem 0.6rem;
    padding: 0.85rem 1rem 0.5rem;
  }
  h2 {
    margin: 0;
    font-size: 1.0625rem;
    font-weight: 650;
  }
  .count {
    padding: 0 0.45rem;
    border-radius: 1rem;
    background: var(--_badge);
    color: var(--_on-badge);
    font-size: 0.8125rem;
    font-weight: 700;
    font-variant-numeric: tabular-nums;
  }
  .connection {
    display: inline-flex;
    align-items: center;
    gap: 0.4rem;
    padding: 0.05rem 0.55rem;
    border-radius: 1rem;
    background: var(--_raised);
    color: var(--_muted);
    font-size: 0.8125rem;
  }
  .connection::before {
    content: '';
    width: 0.5rem;
    height: 0.5rem;
    border-radius: 50%;
    background: var(--_warning);
  }
  .connection[data-state='live']::before {
    background: var(--_live);
  }
  /* Where there is little room, the green dot says it; screen readers still hear the word. */
  @container (max-width: 24rem) {
    .connection[data-state='live'] {
      gap: 0;
      padding: 0.3rem;
      font-size: 0;
    }
    .connection[data-state='live']::before {
      width: 0.55rem;
      height: 0.55rem;
    }
  }
  .connection[data-state='signed-out']::before {
    background: var(--_badge);
  }
  .all-read {
    margin-inline-start: auto;
    color: var(--_accent);
    font-size: 0.875rem;
    font-weight: 550;
  }
  @container (max-width: 24rem) {
    .header {
      column-gap: 0.35rem;
    }
    h2 {
      font-size: 1rem;
    }
    .all-read {
      padding-inline: 0.2rem;
    }
  }
  .toolbar {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
    justify-content: space-between;
    padding: 0 1rem 0.7rem;
    border-block-end: 1px solid var(--_border);
  }
  .choice {
    display: inline-flex;
    padding: 0.15rem;
    border-radius: 10px;
    background: var(--_raised);
    font-size: 0.875rem;
  }
  .choice button[aria-pressed='true'] {
    background: var(--_chosen);
    box-shadow: 0 1px 3px rgb(10 12 40 / 0.18);
    font-weight: 550;
  }
  select {
    max-width: 11rem;
    padding: 0.3rem 0.5rem;
    border: 1px solid var(--_border);
    border-radius: 10px;
    background: var(--_surface);
    font-size: 0.875rem;
  }
  .header.compact {
    column-gap: 0.35rem;
  }
  .tools {
    display: inline-flex;
    align-items: center;
    margin-inline-start: auto;
  }
  .all-read + .tools {
    margin-inline-start: 0;
  }
  .close {
    padding: 0.3rem;
    color: var(--_muted);
  }
  .push[aria-pressed='true'] {
    color: var(--_accent);
  }
  .close svg {
    width: 1.1rem;
    height: 1.1rem;
  }
  .sign-in {
    color: var(--_accent);
    font-weight: 600;
  }
  /* On a phone the list is the page. */
  @media (max-width: 30rem) {
    .floating {
      position: fixed;
      inset: 0.5rem;
      width: auto;
      max-height: none;
    }
    :host([align='start']) .floating {
      inset-inline: 0.5rem;
    }
  }
  @media (forced-colors: active) {
    .choice button[aria-pressed='true'] {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
    .connection::before,
    .connection[data-state]::before {
      forced-color-adjust: none;
      background: CanvasText;
    }
  }
  .scroll {
    overflow-y: auto;
    overscroll-behavior: contain;
    flex: 1;
    min-height: 6rem;
  }
  .notice {
    display: grid;
    gap: 0.25rem;
    justify-items: center;
    padding: 2.5rem 1.5rem;
    color: var(--_muted);
    text-align: center;
  }
  .notice svg {
    width: 2.5rem;
    height: 2.5rem;
    margin-block-end: 0.4rem;
  }
  .notice strong {
    color: var(--_text);
  }
  .bar {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 0.5rem;
    padding: 0.5rem 1rem;
    background: color-mix(in srgb, var(--_warning) 14%, var(--_surface));
    font-size: 0.875rem;
  }
  .bar button,
  .notice button {
    color: var(--_accent);
    font-weight: 600;
  }
  .more {
    display: block;
    width: 100%;
    padding: 0.8rem;
    border-radius: 0;
    color: var(--_accent);
  }
  .settings {
    overflow: auto;
    padding: 0 1rem 1rem;
  }
  .settings fieldset {
    margin: 0 0 1rem;
    padding: 0;
    border: 0;
  }
  .settings legend {
    padding: 0.6rem 0 0.2rem;
    color: var(--_muted);
    font-size: 0.8125rem;
    font-weight: 650;
  }
  .settings label {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 1rem;
    min-block-size: 2.5rem;
  }
  .settings .times {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 1rem;
  }
  .settings small {
    color: var(--_muted);
  }
  .settings input[role='switch'] {
    flex: none;
    inline-size: 1.25rem;
    block-size: 1.25rem;
    accent-color: var(--_accent);
  }
`;
