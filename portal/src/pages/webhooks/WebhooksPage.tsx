/** Being written. */
export function WebhooksPage() {
  return null;
}
