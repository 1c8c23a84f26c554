/** Goes to sections of a page whose sections get their real height only when they come near to what is in sight. */

/** Frames in which the heights around a section have settled. */
const framesToSettle = 10;

/** Scrolls to the section that the address names, and stays on it while what is around it is laid out. */
export function goToAnchor(): void {
  const id = decodeURIComponent(window.location.hash.slice(1));
  const section = id === '' ? null : document.getElementById(id);
  if (section === null) return;
  let frames = framesToSettle;
  const hold = () => {
    section.scrollIntoView();
    if (--frames > 0) requestAnimationFrame(hold);
  };
  hold();
}
