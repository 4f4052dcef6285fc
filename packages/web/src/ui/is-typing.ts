// Whether a key belongs to the focused element or to the page.

/** True while a key belongs to a field or to a dialog or menu. A radio button handles only the keys that move it. */
export function isTyping(event: KeyboardEvent): boolean {
  if (!(event.target instanceof HTMLElement)) return false;
  const { target } = event;
  if (target.closest("[role=dialog]") !== null) return true;
  if (target instanceof HTMLInputElement && target.type === "radio")
    return event.key.startsWith("Arrow") || event.key === " ";
  return target.closest("input, textarea, select, [contenteditable]") !== null;
}
