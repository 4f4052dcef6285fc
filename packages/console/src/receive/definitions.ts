// `telltale.definition` records: what an application declared, so that steps without people are known, too.
import type { AnyValue } from "otlp";
import type { AttributeMap, DefinitionRow, LogRow } from "../store/rows.ts";
import { textOf } from "./resource.ts";

const prefix = "telltale.definition.";
/** What a catalog says of one thing, in bytes of UTF-8. */
const maxContent = 16 << 10;
const maxSource = 1000;

/** Why the definition in `attributes` cannot be used; `undefined` when it can. */
export function refuseDefinition(attributes: AttributeMap): string | undefined {
  for (const name of ["kind", "name"]) {
    if (textOf(attributes.get(prefix + name)) === "") return `${prefix}${name} is missing`;
  }
  const content = textOf(attributes.get(`${prefix}content`));
  if (Buffer.byteLength(content) > maxContent) return `${prefix}content has more than ${maxContent} bytes`;
  if (content !== "" && !isObject(content)) return `${prefix}content is not a JSON object`;
  return undefined;
}

/** The row of one definition. */
export function toDefinitionRow(log: LogRow): DefinitionRow {
  const get = (name: string): AnyValue | undefined => log.attributes.get(prefix + name);
  return {
    tenant: log.resource.tenant,
    kind: textOf(get("kind")),
    name: textOf(get("name")),
    version: textOf(get("version")),
    steps: toTexts(get("steps")),
    states: toTexts(get("states")),
    transitionsJson: textOf(get("transitions")),
    timeoutMs: Number(textOf(get("timeout_ms")) || "0") || 0,
    service: log.resource.service,
    seenMs: Number(log.timeNs / 1_000_000n),
    catalog: textOf(get("kind")).startsWith("catalog")
      ? {
          name: textOf(get("catalog")),
          version: textOf(get("catalog_version")),
          content: textOf(get("content")),
          source: textOf(get("source")).slice(0, maxSource),
        }
      : undefined,
  };
}

function toTexts(value: AnyValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.map((item: AnyValue) => textOf(item)) : [];
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
