import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isQuiet, isRequired, isShown, quietUntil } from '../client/preferences.js';
import { Inbox } from '@carillon/client/inbox';
import { FAST, useSessionStorage } from './support/client.js';
import { StubServer } from './stub/server.js';
import { eventually } from './support/eventually.js';

describe('preferences', () => {
  test('the closest pattern of the first source that says anything decides', () => {
    const preferences = {
      types: [
        { type: 'session_*', inApp: false },
        { type: 'session_ended', inApp: true },
        { type: 'alarm.*', inApp: false },
        { type: 'push_only', push: false },
      ],
      defaults: [
        { type: 'ad.*', inApp: false },
        { type: 'alarm.fire', required: true },
        { type: 'push_only', inApp: false },
      ],
    };
    expect(isShown(preferences, 'session_created')).toBe(false);
    expect(isShown(preferences, 'session_ended')).toBe(true);
    expect(isShown(preferences, 'ad.summer')).toBe(false);
    expect(isShown(preferences, 'alarm.fire')).toBe(true);
    expect(isShown(preferences, 'alarm.test')).toBe(false);
    expect(isShown(preferences, 'push_only')).toBe(false);
    expect(isShown(preferences, 'news')).toBe(true);
    expect(isRequired(preferences, 'alarm.fire')).toBe(true);
    expect(isRequired(preferences, 'alarm.test')).toBe(false);
  });

  test('quiet hours are moments', () => {
    const quietPeriods = [{ start: '2026-10-24T20:00:00.000Z', end: '2026-10-25T06:00:00.000Z' }];
    const at = (time: string): number => Date.parse(time);
    expect(isQuiet({ quietPeriods }, at('2026-10-24T19:59:59.999Z'))).toBe(false);
    expect(quietUntil({ quietPeriods }, at('2026-10-24T20:00:00.000Z'))).toBe(at('2026-10-25T06:00:00.000Z'));
    expect(isQuiet({ quietPeriods }, at('2026-10-25T06:00:00.000Z'))).toBe(false);
  });
});

describe('an inbox whose user mutes a type', () => {
  let stub: StubServer;
  let inbox: Inbox;

  beforeEach(async () => {
    useSessionStorage();
    stub = await new StubServer().listen();
    stub.create({ type: 'ad.summer' });
    stub.create({ type: 'news' });
    inbox = new Inbox({ url: stub.url, shared: false, timing: { ...FAST, silence: 60_000 } });
    await eventually(() => expect(inbox.state).toMatchObject({ connection: 'live', loaded: true }));
  });
  afterEach(async () => {
    inbox.close();
    await stub.close();
  });

  const shown = (): string[] => inbox.state.notifications.map(({ type }) => type);
  const lists = (): number => stub.requests().filter((request) => request === 'GET /').length;

  test('loads its list once, here and on another device, and gets it back', async () => {
    await inbox.client.api.setPreferences(0, { types: [{ type: 'ad.*', inApp: false }], quietHours: null });
    await eventually(() => expect(shown()).toEqual(['news']));
    expect(inbox.state.unread).toBe(1);
    expect(lists()).toBe(1);
    stub.create({ type: 'ad.winter' });
    stub.create({ type: 'news' });
    await eventually(() => expect(inbox.state.unread).toBe(2));
    expect(shown()).toEqual(['news', 'news']);
    stub.inbox().obey({ types: [] });
    stub.tellPreferences(stub.inbox());
    await eventually(() => expect(shown()).toEqual(['news', 'ad.winter', 'news', 'ad.summer']));
    expect(lists()).toBe(2);
  });

  test('finds out after a reconnect that it was changed meanwhile', async () => {
    stub.inbox().obey({ types: [{ type: 'ad.*', inApp: false }] });
    stub.cutAll();
    await eventually(() => expect(shown()).toEqual(['news']));
  });

  test('is told of a conflict', async () => {
    stub.inbox().obey({ types: [] });
    const late = inbox.client.api.setPreferences(0, { types: [], quietHours: null });
    await expect(late).rejects.toMatchObject({ status: 409 });
    expect((await inbox.client.api.preferences()).version).toBe(1);
  });
});
