import { describe, expect, test } from 'vitest';
import { safeLink } from '../element/links.js';
import { relativeTime } from '../element/relative-time.js';
import { textsFor } from '../element/texts.js';

const PAGE = 'https://app.example/inbox';

describe('a link', () => {
  test.each([
    ['/sessions/123', 'https://app.example/sessions/123'],
    ['https://app.example/a?b=c#d', 'https://app.example/a?b=c#d'],
    ['https://pay.example/x', 'https://pay.example/x'],
  ])('%s is followed', (actionUrl, href) => {
    expect(safeLink(actionUrl, ['https://pay.example'], PAGE)).toBe(href);
  });

  test.each([
    'javascript:alert(1)',
    ' java\tscript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'blob:https://app.example/1',
    'file:///etc/passwd',
    '//evil.example/x',
    '\\\\evil.example',
    'https://evil.example',
    'https://app.example@evil.example/',
    'https://app.example.evil.example/',
    'https://user:password@app.example/',
    'http://app.example/',
    'http://[',
    '',
    null,
    undefined,
  ])('%j is not', (actionUrl) => {
    expect(safeLink(actionUrl, ['https://pay.example'], PAGE)).toBeUndefined();
  });

  test('leads anywhere on the web if the page says so, and nowhere else', () => {
    expect(safeLink('https://elsewhere.example/', ['*'], PAGE)).toBe('https://elsewhere.example/');
    expect(safeLink('javascript:alert(1)', ['*'], PAGE)).toBeUndefined();
  });
});

describe('a time', () => {
  const now = Date.parse('2026-01-31T12:00:00Z');

  test.each([
    ['2026-01-31T11:59:30Z', 'now', 'maintenant'],
    ['2026-01-31T11:55:00Z', '5 minutes ago', 'il y a 5 minutes'],
    ['2026-01-31T09:00:00Z', '3 hours ago', 'il y a 3 heures'],
    ['2026-01-30T10:00:00Z', 'yesterday', 'hier'],
    ['2025-12-01T10:00:00Z', '2 months ago', 'il y a 2 mois'],
    ['2026-02-01T10:00:00Z', 'now', 'maintenant'],
    ['nonsense', '', ''],
  ])('%s is %s', (iso, english, french) => {
    expect(relativeTime(iso, now, 'en')).toBe(english);
    expect(relativeTime(iso, now, 'fr').replace(/\s/g, ' ')).toBe(french);
  });
});

describe('texts', () => {
  test('are the same set in both languages', () => {
    expect(Object.keys(textsFor('fr')).sort()).toEqual(Object.keys(textsFor('en')).sort());
  });

  test('count as their language does', () => {
    expect([0, 1, 2].map((count) => textsFor('fr-CA').bell(count))).toEqual([
      'Notifications, aucune non lue',
      'Notifications, 1 non lue',
      'Notifications, 2 non lues',
    ]);
  });
});
