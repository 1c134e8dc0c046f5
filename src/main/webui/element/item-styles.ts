import { css } from 'lit';

export const items = css`
  article {
    position: relative;
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 0.1rem 0.75rem;
    padding-block: 0.8rem;
    padding-inline: 1.75rem 1rem;
    border-block-end: 1px solid var(--_border);
    /* Hundreds of them: those out of sight are neither laid out nor painted. */
    content-visibility: auto;
    contain-intrinsic-size: auto 6rem;
  }
  article:has(> .icon) {
    grid-template-columns: auto 1fr auto;
  }
  .icon {
    grid-row: 1 / span 3;
    display: grid;
    place-items: center;
    align-self: start;
    width: 2.25rem;
    height: 2.25rem;
    overflow: hidden;
    border-radius: 50%;
    background: var(--_raised);
  }
  .icon img {
    width: 100%;
    height: 100%;
    object-fit: cover;
  }
  .day {
    position: sticky;
    inset-block-start: 0;
    z-index: 1;
    padding: 0.35rem 1rem;
    background: var(--_surface);
    border-block-end: 1px solid var(--_border);
    color: var(--_muted);
    font-size: 0.8125rem;
    font-weight: 600;
  }
  article:focus-visible {
    outline-offset: -3px;
  }
  article:hover {
    background: color-mix(in srgb, var(--_raised) 60%, transparent);
  }
  .unread {
    background: color-mix(in srgb, var(--_accent) 6%, transparent);
  }
  .unread::before {
    content: '';
    position: absolute;
    inset-block-start: 1.25rem;
    inset-inline-start: 0.75rem;
    width: 0.5rem;
    height: 0.5rem;
    border-radius: 50%;
    background: var(--_accent);
  }
  h3 {
    margin: 0;
    font-size: 0.9375rem;
    font-weight: 500;
    overflow-wrap: anywhere;
  }
  .unread h3 {
    font-weight: 650;
  }
  h3,
  article p,
  .meta {
    grid-column: -3;
    text-align: start;
  }
  article p {
    margin: 0;
    color: var(--_muted);
    overflow-wrap: anywhere;
    white-space: pre-line;
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 4;
    overflow: hidden;
  }
  /* Who is at a notification wants all of it. */
  article:focus-within p {
    -webkit-line-clamp: none;
  }
  .meta {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.2rem 0.75rem;
    margin-block-start: 0.25rem;
    color: var(--_muted);
    font-size: 0.8125rem;
  }
  .kind {
    padding: 0 0.45rem;
    border: 1px solid var(--_border);
    border-radius: 6px;
    overflow-wrap: anywhere;
  }
  .action {
    color: var(--_accent);
    font-weight: 600;
    border-radius: 4px;
  }
  article .action::after {
    content: '';
    position: absolute;
    inset: 0;
  }
  .tools {
    grid-column: -2;
    grid-row: 1 / span 3;
    /* Above the link that covers the row. */
    position: relative;
    display: flex;
    gap: 0.1rem;
    align-self: start;
  }
  .tools button {
    padding: 0.3rem;
    color: var(--_muted);
  }
  .tools button:hover {
    color: var(--_text);
  }
  @media (pointer: coarse) {
    .tools button {
      padding: 0.65rem;
    }
  }
  /* Colors are the user's, and backgrounds are gone. */
  @media (forced-colors: active) {
    .unread::before {
      forced-color-adjust: none;
      background: Highlight;
    }
    .toast {
      border-inline-start-color: Highlight;
    }
  }
`;

export const toasts = css`
  .toasts {
    position: fixed;
    z-index: calc(var(--carillon-z-index, 1000) + 1);
    inset-block-end: 1rem;
    inset-inline-end: 1rem;
    display: grid;
    gap: 0.6rem;
    width: min(22rem, calc(100vw - 2rem));
  }
  .toast {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 0.1rem 0.5rem;
    padding-block: 0.8rem;
    padding-inline: 1rem 0.6rem;
    background: var(--_surface);
    border: 1px solid var(--_border);
    border-inline-start: 4px solid var(--_accent);
    border-radius: var(--_radius);
    box-shadow: var(--_shadow);
  }
  .toast strong,
  .toast p {
    grid-column: 1;
    margin: 0;
    overflow-wrap: anywhere;
  }
  .toast p {
    color: var(--_muted);
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow: hidden;
  }
  .toast .action {
    justify-self: start;
    font-size: 0.875rem;
  }
  .toast button {
    grid-area: 1 / 2 / span 2;
    align-self: start;
    padding: 0.3rem;
    color: var(--_muted);
  }
  @media (prefers-reduced-motion: no-preference) {
    .toast {
      animation: arrive 0.22s ease-out;
    }
  }
  @keyframes arrive {
    from {
      opacity: 0;
      translate: 0 0.75rem;
    }
  }
`;
