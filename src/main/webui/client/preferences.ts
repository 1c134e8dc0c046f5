/** The wish of a user about types. A way that is left out is as the organization has set it. */
export interface TypePreference {
  /** A type, a beginning of types with `*` at its end, or `*`. */
  type: string;
  inApp?: boolean;
  push?: boolean;
  webhook?: boolean;
}

/** The setting of the organization for types. */
export interface TypeDefault extends TypePreference {
  /** For users, in place of the type. */
  label?: string;
  /** Users cannot change it. */
  required?: boolean;
}

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

export interface Preferences {
  version: number;
  types: TypePreference[];
  quietHours: QuietHours | null;
  /** The quiet hours of the next days, as moments: pages need not know when clocks are changed. */
  quietPeriods: { start: string; end: string }[];
  defaults: TypeDefault[];
}

/** The part that a user may change. */
export type PreferencesChange = Pick<Preferences, 'types' | 'quietHours'>;

/** The closest pattern that says something of types in the app: exact before beginnings, long before short ones. */
export function isShown(preferences: Pick<Preferences, 'types' | 'defaults'>, type: string): boolean {
  const { types, defaults } = preferences;
  const required = defaults.filter((one) => one.required).map((one) => ({ ...one, inApp: one.inApp ?? true }));
  for (const source of [required, types, defaults.filter((one) => !one.required)]) {
    const said = source
      .filter((one) => one.inApp !== undefined && matches(one.type, type))
      .sort((a, b) => Number(isBeginning(a)) - Number(isBeginning(b)) || b.type.length - a.type.length);
    if (said.length) {
      return said[0]!.inApp!;
    }
  }
  return true;
}

/** Whether the organization forbids to change it. */
export function isRequired({ defaults }: Pick<Preferences, 'defaults'>, type: string): boolean {
  return defaults.some((one) => one.required && matches(one.type, type));
}

export function isQuiet({ quietPeriods }: Pick<Preferences, 'quietPeriods'>, now: number): boolean {
  return quietPeriods.some(({ start, end }) => Date.parse(start) <= now && now < Date.parse(end));
}

/** When it is quiet no more; undefined if it is not quiet. */
export function quietUntil({ quietPeriods }: Pick<Preferences, 'quietPeriods'>, now: number): number | undefined {
  const period = quietPeriods.find(({ start, end }) => Date.parse(start) <= now && now < Date.parse(end));
  return period && Date.parse(period.end);
}

function isBeginning({ type }: TypePreference): boolean {
  return type.endsWith('*');
}

/** A pattern also stands for itself, so that a group of types can be switched as a whole. */
function matches(pattern: string, type: string): boolean {
  return pattern === type || (pattern.endsWith('*') && type.startsWith(pattern.slice(0, -1)));
}
