// What the inputs of a query select.

/** The values that are given; undefined when none is. */
export function distinct(values: readonly (string | undefined)[]): readonly string[] | undefined {
  const given = new Set(values.filter((one) => one !== undefined));
  return given.size === 0 ? undefined : [...given];
}

/** Parameters of queries that group by service where inputs name one. */
export function servicesOf(sources: readonly { readonly service?: string | undefined }[]): {
  readonly byService: boolean;
  readonly services: readonly string[] | undefined;
} {
  const services = distinct(sources.map(({ service }) => service));
  return { byService: services !== undefined, services };
}

/** A pattern in which `*` stands for any text and `?` for one character, as one of `LIKE`. */
export function likeOf(pattern: string): string {
  return pattern
    .replaceAll(/[\\%_]/g, String.raw`\$&`)
    .replaceAll("*", "%")
    .replaceAll("?", "_");
}
