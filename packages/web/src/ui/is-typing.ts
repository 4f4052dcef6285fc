// Which keys belong to what has the focus, and which to the page.

/** True while a key belongs to a field or to something that floats above the page. A radio takes the keys that move it alone. */
export function isTyping(event: KeyboardEvent): boolean {
  if (!(event.target instanceof HTMLElement)) return false;
  const { target } = event;
  if (target.closest("[role=dialog]") !== null) return true;
  if (target instanceof HTMLInputElement && target.type === "radio")
    return event.key.startsWith("Arrow") || event.key === " ";
  return target.closest("input, textarea, select, [contenteditable]") !== null;
}
