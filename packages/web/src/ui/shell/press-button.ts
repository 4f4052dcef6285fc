// Presses the button of a key: the one that names it in `aria-keyshortcuts`.

/** How long a key waits for its button: a page that is being opened, or an answer about the user's rights, brings it. */
const patienceMs = 1000;

let forget: (() => void) | undefined;

/** Presses the button of `key`, or waits for it: 1 s, or until the user presses another key or clicks. */
export function pressButton(key: string): void {
  forget?.();
  if (pressNow(key)) return;
  const observer = new MutationObserver(() => {
    if (pressNow(key)) forget?.();
  });
  observer.observe(document.body, { childList: true, subtree: true });
  const inputs = new AbortController();
  const timer = setTimeout(() => forget?.(), patienceMs);
  forget = () => {
    observer.disconnect();
    inputs.abort();
    clearTimeout(timer);
    forget = undefined;
  };
  for (const input of ["keydown", "pointerdown"])
    addEventListener(input, forget, { capture: true, signal: inputs.signal });
}

function pressNow(key: string): boolean {
  const button = document.querySelector<HTMLElement>(`[aria-keyshortcuts="${key}"]`);
  // What it opens gives the focus back to it.
  button?.focus();
  button?.click();
  return button !== null;
}
