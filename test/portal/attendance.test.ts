/** Whether somebody is at the page. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { followAttendance, isUnattended } from '../../portal/src/api/attendance.ts';

let page: EventTarget;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  page = new EventTarget();
  followAttendance(page);
});
afterEach(() => {
  vi.useRealTimers();
});

test('given a page that was just opened, then somebody is there, and after a minute without a sign nobody', () => {
  expect(isUnattended()).toBe(false);
  vi.advanceTimersByTime(60_000);
  expect(isUnattended()).toBe(false);
  vi.advanceTimersByTime(1);
  expect(isUnattended()).toBe(true);
});

test.each(['pointerdown', 'pointermove', 'wheel', 'touchstart', 'keydown'])(
  '%s: somebody is there again',
  (sign) => {
    vi.advanceTimersByTime(3_600_000);
    page.dispatchEvent(new Event(sign));
    expect(isUnattended()).toBe(false);
  },
);
