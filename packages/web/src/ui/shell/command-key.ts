/** The name of the key that opens the palette together with K, on this platform. */
export const commandKey: string =
  typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform) ? "⌘" : "Ctrl";
