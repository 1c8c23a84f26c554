/** Being written. */
export function NewKeyPage() {
  return null;
}
