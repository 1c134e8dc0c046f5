import { vi } from 'vitest';

/** Waits until the check holds; long, because the machine may be busy, which is no failure. */
export function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: 30_000, interval: 20 });
}
