// YAML, loaded when a page needs it.

/** Longer texts, such as queries, have lines of their own. */
const longest = 60;

/** A value as YAML: short lists and maps of one level on one line, as the guide writes them. */
export async function toYaml(value: unknown): Promise<string> {
  const { Document, isMap, isScalar } = await import("yaml");
  const document = new Document(value);
  const { contents } = document;
  if (isMap(contents))
    for (const { value: part } of contents.items)
      if (isMap(part))
        part.flow = part.items.every((item) => isScalar(item.value) && isShort(item.value.value));
  return document.toString({ lineWidth: 110, flowCollectionPadding: true });
}

function isShort(value: unknown): boolean {
  return typeof value !== "string" || (value.length <= longest && !value.includes("\n"));
}

/** The value of a YAML text. @throws {Error} with the line of the mistake. */
export async function fromYaml(text: string): Promise<unknown> {
  const { parse } = await import("yaml");
  return parse(text) as unknown;
}
