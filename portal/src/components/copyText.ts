/**
 * Puts a text on the clipboard. Resolves to whether it is there: a page without HTTPS has no clipboard, and a browser may
 * refuse; the old way, by a selection, then often still works.
 */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

function copyBySelection(text: string): boolean {
  const area = document.createElement('textarea');
  const focused = document.activeElement;
  area.value = text;
  area.readOnly = true;
  area.className = 'visuallyHidden';
  // Within an open dialog, which would take the focus back from anything outside it.
  (focused?.closest('[role="dialog"], [role="alertdialog"]') ?? document.body).append(area);
  try {
    area.select();
    return document.execCommand('copy');
  } catch {
    return false;
  } finally {
    area.remove();
    if (focused instanceof HTMLElement) focused.focus();
  }
}
