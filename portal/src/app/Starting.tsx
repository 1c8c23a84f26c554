/** Before anything is known, nothing is shown: it is a blink, and a spinner would make it feel long. */
export function Starting() {
  return <div aria-busy="true" />;
}
