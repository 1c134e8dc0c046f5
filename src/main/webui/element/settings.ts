import { html, nothing, type TemplateResult } from 'lit';
import { isRequired, isShown, type Preferences, type PreferencesChange, type QuietHours } from '@carillon/client';
import type { Texts } from './texts.js';

export interface SettingsContext {
  texts: Texts;
  /** Undefined while they are loaded. */
  preferences: Preferences | undefined;
  problem: 'load' | 'save' | 'conflict' | undefined;
  /** Types of notifications that have come. */
  types: readonly string[];
  onSave(change: Partial<PreferencesChange>): void;
  onRetry(): void;
}

const USUAL: Pick<QuietHours, 'from' | 'to'> = { from: '22:00', to: '07:00' };

/** Types with a switch each, and quiet hours. */
export function settings(context: SettingsContext): TemplateResult {
  const { texts, preferences, problem } = context;
  const text = problem && { load: texts.loadFailed, save: texts.changeFailed, conflict: texts.changedElsewhere }[problem];
  return html`
    <div class="settings" part="settings" data-testid="settings">
      ${text
        ? html`<div class="bar" role="alert" data-testid="settings-problem">
            <span>${text}</span>
            ${problem === 'load'
              ? html`<button type="button" data-testid="settings-retry" @click=${() => context.onRetry()}>${texts.tryAgain}</button>`
              : nothing}
          </div>`
        : nothing}
      ${preferences ? form(context, preferences) : problem ? nothing : html`<div class="notice">${texts.loading}</div>`}
    </div>
  `;
}

function form(context: SettingsContext, preferences: Preferences): TemplateResult {
  const { texts } = context;
  return html`
    <fieldset>
      <legend>${texts.shownTypes}</legend>
      ${patterns(context, preferences).map((type) => typeSwitch(context, preferences, type))}
    </fieldset>
    <fieldset>
      <legend>${texts.quietHours}</legend>
      ${quiet(context, preferences)}
    </fieldset>
  `;
}

/** Those that the organization names, those that the user has set, and those that have come and belong to none. */
function patterns({ types }: SettingsContext, { types: own, defaults }: Preferences): string[] {
  const named = [...defaults, ...own].map(({ type }) => type);
  const covered = (type: string): boolean => named.some((one) => one.endsWith('*') && type.startsWith(one.slice(0, -1)));
  return [...new Set([...named, ...types.filter((type) => !covered(type))])];
}

function typeSwitch({ texts, onSave }: SettingsContext, preferences: Preferences, type: string): TemplateResult {
  const { types, defaults } = preferences;
  const onChange = (event: Event): void => {
    const inApp = (event.target as HTMLInputElement).checked;
    const others = types.filter((one) => one.type !== type);
    onSave({ types: [...others, { ...types.find((one) => one.type === type), type, inApp }] });
  };
  return html`
    <label class="switch">
      <span dir="auto">${defaults.find((one) => one.type === type)?.label ?? texts.typeName(type)}</span>
      <input
        type="checkbox"
        role="switch"
        data-testid="type-switch"
        data-type=${type}
        .checked=${isShown(preferences, type)}
        ?disabled=${isRequired(preferences, type)}
        @change=${onChange}
      />
    </label>
  `;
}

function quiet({ texts, onSave }: SettingsContext, { quietHours }: Preferences): TemplateResult {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  const hours = quietHours ?? { ...USUAL, timeZone };
  const time = (name: 'from' | 'to', label: string): TemplateResult => html`
    <label>
      <span>${label}</span>
      <input
        type="time"
        data-testid=${`quiet-${name}`}
        .value=${hours[name]}
        @change=${({ target }: Event) => {
          const value = (target as HTMLInputElement).value.slice(0, USUAL.from.length);
          return value && onSave({ quietHours: { ...hours, [name]: value } });
        }}
      />
    </label>
  `;
  return html`
    <label class="switch">
      <span>${texts.quietHelp}</span>
      <input
        type="checkbox"
        role="switch"
        data-testid="quiet-switch"
        .checked=${!!quietHours}
        @change=${({ target }: Event) => onSave({ quietHours: (target as HTMLInputElement).checked ? hours : null })}
      />
    </label>
    ${quietHours
      ? html`<div class="times">
          ${time('from', texts.quietFrom)}${time('to', texts.quietTo)}
          <small data-testid="quiet-zone">${hours.timeZone}</small>
        </div>`
      : nothing}
  `;
}
