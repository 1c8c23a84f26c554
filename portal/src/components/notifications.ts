/** Short messages that come and go: what was done, what could not be copied. */
import { useSyncExternalStore } from 'react';

export type NotificationTone = 'neutral' | 'success' | 'danger';

export interface Notification {
  readonly id: number;
  readonly text: string;
  readonly tone: NotificationTone;
}

const shownMs = 6_000;
const atMost = 3;
let notifications: readonly Notification[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

/** Shows a message for six seconds. Never put a secret into one. */
export function notify(text: string, tone: NotificationTone = 'neutral'): void {
  const id = ++lastId;
  change([...notifications, { id, text, tone }].slice(-atMost));
  setTimeout(() => dismiss(id), shownMs);
}

export function dismiss(id: number): void {
  change(notifications.filter((notification) => notification.id !== id));
}

/** What is shown now, the oldest first. */
export function useNotifications(): readonly Notification[] {
  return useSyncExternalStore(subscribe, () => notifications);
}

function change(next: readonly Notification[]) {
  notifications = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
