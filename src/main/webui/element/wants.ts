import type { ReactiveController, ReactiveControllerHost, TemplateResult } from 'lit';
import { quietUntil, type Preferences, type PreferencesChange } from '@carillon/client';
import type { Inbox } from '@carillon/client/inbox';
import { settings } from './settings.js';
import type { Texts } from './texts.js';

/** The server gives quiet hours for a week. */
const OUT_OF_DATE_MILLIS = 24 * 60 * 60 * 1000;
const CONFLICT = 409;

/** The user's preferences: loaded when anybody has set some or the user looks at them, and saved with each change. */
export class Wants implements ReactiveController {
  preferences: Preferences | undefined;
  /** The last failure: loading, saving, or another device was faster. */
  problem: 'load' | 'save' | 'conflict' | undefined;
  /** Whether the user looks at them. */
  isOpen = false;
  /** The inbox and its change of preferences that were loaded. */
  #of: Inbox | undefined;
  #change = 0;
  #loadedAt = 0;
  #loading = false;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#forget();
  }

  #forget(): void {
    this.preferences = undefined;
    this.problem = undefined;
    this.#of = undefined;
    this.#change = 0;
  }

  /** Asks only if somebody has set something since it was last asked. */
  follow(inbox: Inbox): void {
    if (this.#of !== inbox) {
      this.#forget();
      this.#of = inbox;
    }
    const { preferences, connection } = inbox.state;
    if (connection === 'signed-out' || preferences === undefined) {
      this.preferences = undefined;
      this.#change = 0;
      return;
    }
    const isOld = !!this.preferences?.quietHours && Date.now() - this.#loadedAt > OUT_OF_DATE_MILLIS;
    if (preferences > this.#change || isOld) {
      this.#change = preferences;
      void this.load();
    }
  }

  toggle(): void {
    this.isOpen = !this.isOpen;
    if (this.isOpen) {
      void this.load();
    }
    this.host.requestUpdate();
  }

  /** @param types of notifications that have come */
  settings(texts: Texts, types: readonly string[]): TemplateResult {
    return settings({
      texts,
      types,
      preferences: this.preferences,
      problem: this.problem,
      onSave: (change) => void this.#save(change),
      onRetry: () => void this.load(),
    });
  }

  async load(): Promise<void> {
    const inbox = this.#of;
    if (!inbox || this.#loading) {
      return;
    }
    this.#loading = true;
    const change = this.#change;
    this.#loadedAt = Date.now();
    try {
      const loaded = await inbox.client.api.preferences();
      if (inbox === this.#of) {
        this.preferences = loaded;
        this.problem = this.problem === 'conflict' ? 'conflict' : undefined;
      }
    } catch {
      this.problem = 'load';
    }
    this.#loading = false;
    this.host.requestUpdate();
    if (inbox === this.#of && change < this.#change) {
      void this.load();
    }
  }

  /** Shows the change at once, and what the server has if it rejects it. */
  async #save(change: Partial<PreferencesChange>): Promise<void> {
    const [inbox, before] = [this.#of, this.preferences];
    if (!inbox || !before) {
      return;
    }
    this.preferences = { ...before, ...change };
    this.problem = undefined;
    this.host.requestUpdate();
    try {
      const { types, quietHours } = this.preferences;
      this.preferences = await inbox.client.api.setPreferences(before.version, { types, quietHours });
    } catch (error) {
      this.problem = (error as { status?: number }).status === CONFLICT ? 'conflict' : 'save';
      this.preferences = before;
      await this.load();
    }
    this.host.requestUpdate();
  }

  /** When the user may be disturbed again; undefined for now. */
  quietUntil(now = Date.now()): number | undefined {
    return this.preferences && quietUntil(this.preferences, now);
  }
}
