// What an instrument may be called (specification: metrics/api, Instrument name syntax).

const syntax = /^[a-z][a-z0-9_.\-/]{0,254}$/i;

/** A letter first, then up to 254 letters, digits, `_`, `.`, `-` or `/`. */
export function isValidName(name: unknown): name is string {
  return typeof name === "string" && syntax.test(name);
}
