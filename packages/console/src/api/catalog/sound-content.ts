// What senders say of a declared thing can be anything that is a JSON object. What has another form than the model is left out here, so
// that one wrong record does not take the catalog away from everybody.
import type { AttributeUse, Member } from "catalog";
import { cardinalityClasses } from "catalog/cardinality-class";
import { sourceKinds } from "catalog/source-declaration";
import type { CatalogKind } from "contract";

type Content = Readonly<Record<string, unknown>>;

const texts =
  "description owner type unit kind instrument cardinality sensitivity severity stability semconv title currency runbook".split(
    " ",
  );
const textLists = ["identity", "steps", "states", "events", "entities"];
const levels: ReadonlySet<unknown> = new Set(["required", "conditionally_required", "recommended", "opt_in"]);
const classes: ReadonlySet<unknown> = new Set(cardinalityClasses);
const reasons: ReadonlySet<unknown> = new Set(["renamed", "obsoleted", "uncategorized", "unspecified"]);

/** The content with every part in the form of the model of packages/catalog. */
export function toSound(kind: CatalogKind, content: Content): Content {
  const sound: Record<string, unknown> = { ...content };
  for (const key of texts) if (typeof sound[key] !== "string") delete sound[key];
  if (!classes.has(sound["cardinality"])) delete sound["cardinality"];
  for (const key of textLists) replace(sound, key, (value) => value.filter(isText));
  replace(sound, "attributes", (value) => value.filter(isObject).flatMap(toUse));
  replace(sound, "members", (value) => value.filter(isMember));
  replace(sound, "charts", (value) =>
    value.filter(isObject).map((chart) => ({ ...chart, on: toSource(chart["on"]) })),
  );
  if (kind === "alert" || kind === "objective") sound["on"] = toSource(content["on"]);
  const deprecated = toDeprecated(content["deprecated"]);
  if (deprecated === undefined) delete sound["deprecated"];
  else sound["deprecated"] = deprecated;
  return sound;
}

function replace(
  content: Record<string, unknown>,
  key: string,
  change: (value: readonly unknown[]) => readonly unknown[],
): void {
  const value = content[key];
  if (Array.isArray(value)) content[key] = change(value);
  else delete content[key];
}

function toUse(use: Content): readonly AttributeUse[] {
  const { key, level } = use;
  if (!isText(key) || key === "") return [];
  return [{ ...use, key, level: levels.has(level) ? (level as AttributeUse["level"]) : "recommended" }];
}

/** Names of signals are texts. */
function toSource(source: unknown): Content {
  if (!isObject(source)) return {};
  return Object.fromEntries(
    Object.entries(source).filter(([key, value]) => !(key in sourceKinds) || isText(value)),
  );
}

function toDeprecated(deprecated: unknown): Content | undefined {
  if (isText(deprecated)) return { reason: "unspecified", note: deprecated };
  if (!isObject(deprecated)) return undefined;
  const { reason, renamedTo, note } = deprecated;
  return {
    reason: reasons.has(reason) ? reason : "unspecified",
    ...(isText(renamedTo) ? { renamedTo } : {}),
    ...(isText(note) ? { note } : {}),
  };
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isObject(value: unknown): value is Content {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isMember(value: unknown): value is Member {
  return isObject(value) && (isText(value["value"]) || typeof value["value"] === "number");
}
