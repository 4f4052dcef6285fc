// Patterns that texts are looked for by.

/** Whether `value` is a pattern, also one of another realm, as test runners have them. */
export function isPattern(value: unknown): value is RegExp {
  return Object.prototype.toString.call(value) === "[object RegExp]";
}

/** Whether `pattern` is in `text`, whatever it found before: one with a memory of its own (`g`, `y`) would skip. */
export function fitsPattern(pattern: RegExp, text: string): boolean {
  return new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, "")).test(text);
}
