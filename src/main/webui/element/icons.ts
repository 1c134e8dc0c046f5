import { svg, type SVGTemplateResult, html, type TemplateResult } from 'lit';

const icon = (shape: SVGTemplateResult): TemplateResult => html`
  <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false" fill="none" stroke="currentColor" stroke-width="1.8"
    stroke-linecap="round" stroke-linejoin="round">${shape}</svg>`;

export const bellIcon = icon(svg`
  <path d="M12 3.2a6 6 0 0 0-6 6c0 5.6-2.2 7-2.2 7h16.4s-2.2-1.4-2.2-7a6 6 0 0 0-6-6Z" />
  <path d="M9.9 19.6a2.4 2.4 0 0 0 4.2 0" />`);
export const checkIcon = icon(svg`<path d="m5 12.6 4.6 4.6L19 7.4" />`);
export const dotIcon = icon(svg`<circle cx="12" cy="12" r="4" fill="currentColor" />`);
export const archiveIcon = icon(svg`
  <path d="M4 8.5h16V19a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 19ZM3 4.5h18v4H3ZM10 12.5h4" />`);
export const settingsIcon = icon(svg`
  <path d="M4 7h9m5 0h2M4 17h2m5 0h9" /><circle cx="15.5" cy="7" r="2.2" /><circle cx="8.5" cy="17" r="2.2" />`);
export const phoneIcon = icon(svg`
  <rect x="7" y="3" width="10" height="18" rx="2" /><path d="M11 17.8h2" />`);
export const closeIcon = icon(svg`<path d="m6.5 6.5 11 11M17.5 6.5l-11 11" />`);
