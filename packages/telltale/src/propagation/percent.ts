// Percent-encoding of UTF-8, as baggage values travel. Nothing here throws: what is not UTF-8 becomes U+FFFD.

/** The text that `value` encodes; undefined when a percent sign is not followed by two hex digits. */
export function decodePercent(value: string): string | undefined {
  if (!value.includes("%")) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    if (/%(?![0-9a-f]{2})/i.test(value)) return undefined;
    return value.replace(/(?:%[0-9a-f]{2})+/gi, (run) =>
      Buffer.from(run.replaceAll("%", ""), "hex").toString("utf8"),
    );
  }
}

/** `value` with all but letters, digits and `-_.!~*'()` in percent form. */
export function encodePercent(value: string): string {
  try {
    return encodeURIComponent(value);
  } catch {
    // half a surrogate pair
    return encodeURIComponent(Buffer.from(value, "utf8").toString("utf8"));
  }
}
