const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

export function count(value: number): string {
  return whole.format(value);
}

export function rate(value: number): string {
  return value < 10 ? tenths.format(value) : whole.format(value);
}

export function millis(value: number | null): string {
  if (value === null) {
    return '–';
  }
  return value >= 1_000 ? `${tenths.format(value / 1_000)} s` : `${value < 10 ? tenths.format(value) : whole.format(value)} ms`;
}

export function duration(seconds: number): string {
  const [days, hours, minutes] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3_600) % 24, Math.floor(seconds / 60) % 60];
  if (days) {
    return `${days} d ${hours} h`;
  }
  if (hours) {
    return `${hours} h ${minutes} min`;
  }
  return minutes ? `${minutes} min` : `${whole.format(seconds)} s`;
}

export function plural(value: number, one: string, more = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : more}`;
}
