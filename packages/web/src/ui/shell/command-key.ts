/** The key that opens the palette together with K, as it is called on this machine. */
export const commandKey: string =
  typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform) ? "⌘" : "Ctrl";
