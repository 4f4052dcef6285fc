// The viewer's language decides how digits are grouped and months are named; words and units stay English.

/** BCP 47 tag of the viewer, `en` where there is none (tests, servers). */
export const locale: string = typeof document === "undefined" ? "en" : (navigator.language ?? "en");

/** What stands for a figure that is unknown or that nothing was measured for. Never a bare 0. */
export const none = "–";

/** A minus as wide as a plus (U+2212), in place of the hyphen. */
export const withMinus = (text: string): string => text.replace(/^-/, "−");
