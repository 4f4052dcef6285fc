// YAML, loaded when a page needs it.
import type { Yaml } from "quoting/yaml";

/** A value as YAML: short lists and maps of one level on one line, as the guide writes them. */
export async function toYaml(value: unknown): Promise<Yaml> {
  const { yamlFile } = await import("quoting/yaml");
  return yamlFile(value, { lineWidth: 110, hasShortMapsInline: true });
}

/** The value of a YAML text. @throws {Error} with the line of the mistake. */
export async function fromYaml(text: string): Promise<unknown> {
  const { parse } = await import("yaml");
  return parse(text) as unknown;
}
