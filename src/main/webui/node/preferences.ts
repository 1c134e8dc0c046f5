import type { TypeDefault } from './notification.js';

/** The wish of a user about types. A medium that is left out is as the organization has set it. */
export type TypePreference = Pick<TypeDefault, 'type' | 'inApp' | 'push' | 'webhook'>;

export interface QuietHours {
  /** IANA name. */
  timeZone: string;
  /** `HH:MM` */
  from: string;
  /** `HH:MM`; on the next day unless it is later than `from`. */
  to: string;
  /** On which they begin, `monday` to `sunday`; all if there are none. */
  days?: string[];
}

/** The part that users may change, as a whole. */
export interface PreferencesChange {
  /** That the change was made from; 0 if there were none. */
  version: number;
  types: TypePreference[];
  quietHours?: QuietHours | null;
}

export interface UserPreferences {
  version: number;
  types: TypePreference[];
  quietHours: QuietHours | null;
  /** The quiet hours of the next days, as moments: pages need not know when clocks are changed. */
  quietPeriods: { start: string; end: string }[];
  /** The settings of the organization. */
  defaults: TypeDefault[];
}
