const STEPS: readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** "5 minutes ago", in the given language. Clocks differ, so a time in the future counts as now. */
export function relativeTime(iso: string, now: number, locale: string): string {
  const seconds = Math.min(0, (Date.parse(iso) - now) / 1000);
  if (Number.isNaN(seconds)) {
    return '';
  }
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const [unit, size] = STEPS.find(([, length]) => -seconds >= length) ?? ['second', 0];
  return size ? format.format(Math.trunc(seconds / size), unit) : format.format(0, 'second');
}

export function fullTime(iso: string, locale: string): string {
  const time = Date.parse(iso);
  return Number.isNaN(time) ? '' : new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short' }).format(time);
}
