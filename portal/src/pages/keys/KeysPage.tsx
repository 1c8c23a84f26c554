/** Being written. */
export function KeysPage() {
  return null;
}
