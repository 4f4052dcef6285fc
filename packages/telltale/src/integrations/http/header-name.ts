// Names of headers, as options give them: RFC 9110, section 5.6.2.

/** A header that is recorded: its name, and the attribute's. */
export interface RecordedHeader {
  readonly header: string;
  readonly attribute: string;
}

/** Whether `value` is the name of a header. */
export function isHeaderName(value: unknown): value is string {
  return typeof value === "string" && /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(value);
}

/** The headers `names` with their attributes, which begin with `prefix`. */
export function recordedHeaders(prefix: string, names: readonly string[] = []): readonly RecordedHeader[] {
  return names.map((name) => ({
    header: name.toLowerCase(),
    attribute: `${prefix}.${name.toLowerCase()}`,
  }));
}
