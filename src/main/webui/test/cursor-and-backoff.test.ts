import { describe, expect, test } from 'vitest';
import { formatCursor, parseCursor } from '../client/cursor.js';
import { isWanted } from '../client/filter.js';
import { backoff, DEFAULT_TIMING } from '../client/timing.js';

describe('a cursor', () => {
  test('is a mark and an id', () => {
    expect(parseCursor('3f9a1c20-42')).toEqual({ mark: '3f9a1c20', id: 42 });
    expect(formatCursor({ mark: '3f9a1c20', id: 42 })).toBe('3f9a1c20-42');
  });

  test.each(['', '42', 'k3x-', '-42', 'k3x-4x', 'a b-1', undefined])('is not %j', (text) => {
    expect(parseCursor(text)).toBeUndefined();
  });
});

describe('back-off', () => {
  test('doubles up to the cap, and any part of that may be the delay', () => {
    const longest = [0, 1, 2, 3, 4, 5, 20].map((attempt) => backoff(attempt, DEFAULT_TIMING, () => 1));
    expect(longest).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    expect(backoff(20, DEFAULT_TIMING, () => 0)).toBe(0);
  });
});

describe('a filter', () => {
  test('wants exact types, prefixes with a star, and everything when it is empty', () => {
    expect(isWanted(['session_*', 'payment.failed'], 'session_created')).toBe(true);
    expect(isWanted(['session_*', 'payment.failed'], 'payment.failed')).toBe(true);
    expect(isWanted(['session_*', 'payment.failed'], 'payment.failed.twice')).toBe(false);
    expect(isWanted([], 'anything')).toBe(true);
  });
});
