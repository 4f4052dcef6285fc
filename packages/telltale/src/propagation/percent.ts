// Percent-encoding of UTF-8, as baggage values travel. Nothing here throws: what is no UTF-8 becomes U+FFFD.

/** The text that `value` encodes; undefined when a percent sign is not followed by two hex digits. */
export function decodePercent(value: string): string | undefined {
  if (!value.includes("%")) return value;
  if (/%(?![0-9a-f]{2})/i.test(value)) return undefined;
  return value.replace(/(?:%[0-9a-f]{2})+/gi, (run) =>
    Buffer.from(run.replaceAll("%", ""), "hex").toString("utf8"),
  );
}

/** `value` in UTF-8, with each octet that `isPlain` refuses in percent form. */
export function encodePercent(value: string, isPlain: (octet: number) => boolean): string {
  let text = "";
  for (const octet of Buffer.from(value, "utf8")) {
    text += isPlain(octet)
      ? String.fromCharCode(octet)
      : `%${octet.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return text;
}
