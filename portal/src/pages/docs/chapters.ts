/** What is said before the reference begins, by anchor. */
export const chapters = [
  { id: 'first-request', title: 'A first request' },
  { id: 'credentials', title: 'Two kinds of credentials' },
  { id: 'errors', title: 'Errors' },
  { id: 'rate-limits', title: 'Rate limits' },
  { id: 'lists', title: 'Lists' },
  { id: 'safe-changes', title: 'Changes that cannot collide' },
] as const;

export type ChapterId = (typeof chapters)[number]['id'];
