// The `resource` part of a configuration file.
import { includeExclude } from "catalog/wildcard";
import { parseAttributes } from "../engine/settings/environment.ts";
import { startSettings } from "../options/start-options.ts";
import type { FileResource } from "../options/resource.ts";
import type { ResourceDetector } from "../resource/detector.ts";
import { type DetectorName, detectorNames } from "../resource/detectors.ts";
import { processArguments } from "../resource/process.ts";
import { build, type ComponentTable, refuse } from "./build.ts";
import type { Draft } from "./draft.ts";

/** Names with `*` and `?`. What is left out lets everything through; an exclusion is stronger. */
export interface IncludeExclude {
  readonly included?: readonly string[] | undefined;
  readonly excluded?: readonly string[] | undefined;
}

type Attribute = { readonly name: string; readonly value: unknown; readonly type?: string | null };
type Detected = readonly (DetectorName | ResourceDetector)[];

/** What the file says of the resource, read with the process's own `variables`. */
export function readResource(
  document: Readonly<Record<string, unknown>>,
  variables: Readonly<Record<string, string | undefined>>,
  draft: Draft,
): FileResource {
  const resource = (document["resource"] ?? {}) as Readonly<Record<string, unknown>>;
  const detection = (resource["detection/development"] ?? {}) as Readonly<Record<string, unknown>>;
  const filter = (detection["attributes"] ?? {}) as IncludeExclude;
  const place = { path: "resource.detection/development.detectors", draft };
  const table = detectorTable(variables, filter);
  const detectors = ((detection["detectors"] ?? []) as readonly unknown[]).flatMap(
    (node, index) =>
      build("resource_detector", table, node, { ...place, path: `${place.path}[${index}]` }) as Detected,
  );
  return {
    attributes: { ...attributesList(resource["attributes_list"]), ...attributesOf(resource["attributes"]) },
    detectors,
    keeps: includeExclude(filter.included ?? undefined, filter.excluded ?? undefined),
    schemaUrl: typeof resource["schema_url"] === "string" ? resource["schema_url"] : undefined,
  };
}

// Names of the schema, then ours. `host` includes the operating system, as in the specification.
function detectorTable(
  variables: Readonly<Record<string, string | undefined>>,
  filter: IncludeExclude,
): ComponentTable {
  return {
    ...Object.fromEntries(detectorNames.map((name) => [name, () => [name]])),
    host: () => ["os", "host"],
    process: () =>
      filter.included?.includes("process.command_args") || filter.included?.includes("process.command_line")
        ? ["process", { detect: () => processArguments() }]
        : ["process"],
    service: () => ["serviceinstance", { detect: () => serviceOf(variables) }],
  };
}

function serviceOf(variables: Readonly<Record<string, string | undefined>>): object {
  return { "service.name": variables[startSettings.settings.service.variable[1]]?.trim() || undefined };
}

function attributesList(list: unknown): Record<string, string> {
  if (typeof list !== "string" || list === "") return {};
  const attributes = parseAttributes(list);
  if (attributes === undefined) {
    const message = "cannot be read: expected key=value pairs with `,` and `=` percent-encoded";
    throw refuse("resource.attributes_list", message);
  }
  return attributes;
}

function attributesOf(list: unknown): Record<string, unknown> {
  const attributes: Record<string, unknown> = {};
  for (const [index, attribute] of ((list ?? []) as readonly Attribute[]).entries()) {
    if (attribute.value !== null)
      attributes[attribute.name] = typed(attribute, `resource.attributes[${index}].value`);
  }
  return attributes;
}

function typed({ value, type }: Attribute, path: string): unknown {
  // without a type it is a string, whatever its text looks like; a list says what it is
  if (type === undefined || type === null) return Array.isArray(value) ? value : String(value);
  const single = type.replace("_array", "");
  const fits = (one: unknown): boolean => {
    if (single === "int") return Number.isSafeInteger(one);
    return typeof one === { bool: "boolean", double: "number", string: "string" }[single];
  };
  const values = type.endsWith("_array") ? value : [value];
  if (Array.isArray(values) && values.every(fits)) return value;
  throw refuse(path, `cannot use \`${JSON.stringify(value)}\`: expected a value of type ${type}`);
}
