// Digits and months are formatted in the viewer's locale; words and units are English.

/** The viewer's BCP 47 tag; `en` without one (tests, servers). */
export const locale: string = typeof document === "undefined" ? "en" : (navigator.language ?? "en");

/** Shown in place of a figure that is unknown or was not measured. Never 0. */
export const none = "–";

/** A minus as wide as a plus (U+2212), in place of the hyphen. */
export const withMinus = (text: string): string => text.replace(/^-/, "−");
