/** Being written. */
export function WebhookPage() {
  return null;
}
