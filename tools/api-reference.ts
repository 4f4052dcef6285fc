// `docs/reference/api.md` and the pages below `docs/reference/api`, out of the table of routes in packages/contract. Without `--check` it
// writes; with it, it fails on a difference.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import {
  type Access,
  filterFields,
  namedSchemas,
  pageFields,
  rangeFields,
  type Route,
  routes,
  schemaOf,
  splitRoute,
} from "contract";

import { type ApiGroup, apiGroups } from "./api-reference/groups.ts";
import { anchor, type ApiPage, writtenPages } from "./api-reference/links.ts";
import { differences } from "./generated.ts";
import { root } from "./source-files.ts";

type Schema = Readonly<Record<string, unknown>>;
type Field = Parameters<typeof schemaOf>[0];

const target = "docs/reference/api";
const made = "<!-- Made out of packages/contract by tools/api-reference.ts; see CONTRIBUTING.md. -->";

const intro = `# HTTP API

${made}

The console serves its API at the address of its pages, by default \`http://127.0.0.1:4319\`. A console that requires authentication takes a token as \`authorization: Bearer TOKEN\`; each route names the [scope](../guide/security.md#tokens) it needs. \`GET /api/openapi.json\` returns this reference as an OpenAPI 3.1 document.

Parameters of a query are text in the address. An empty one counts as absent. Times and durations follow [one grammar](console.md#times-and-durations). A parameter that the route does not have, or a value that does not fit, is a 400 \`BAD_PARAMETER\`, which names the parameter, what was expected and what to pass instead. Every error is a [Problem](#problem).
`;

const sharedFields = [
  { title: "Time range", fields: rangeFields },
  { title: "Filters", fields: filterFields },
  { title: "Pages", fields: pageFields },
] as const;

/** The files below docs/reference by their paths there. */
export function apiReference(): ReadonlyMap<string, string> {
  const resources = new Map<string, [string, Route][]>();
  for (const [name, route] of Object.entries<Route>(routes)) {
    const title = titleOf(splitRoute(name).path);
    resources.set(title, [...(resources.get(title) ?? []), [name, route]]);
  }
  const listed = new Set(apiGroups.flatMap((group) => group.resources));
  const unlisted = [...resources.keys()].filter((title) => !listed.has(title));
  if (unlisted.length > 0)
    throw new Error(`Cannot place ${unlisted.join(", ")}: add it to a page of tools/api-reference/groups.ts`);
  const pages = apiGroups.map((group): ApiPage => ({
    file: `api/${group.file}.md`,
    intro: groupIntro(group),
    sections: group.resources.map((title) => {
      const all = (resources.get(title) ?? []).map(([name, route]) => routeSection(name, route));
      return `## ${title}\n\n${all.join("\n")}`;
    }),
  }));
  const shared = sharedFields.map(
    ({ title, fields }) => `## ${title}\n\n${fieldTable("parameter", Object.entries<Field>(fields))}`,
  );
  const routeLists = apiGroups.map((group) => groupList(group, resources));
  const types = new Map(Object.entries(namedSchemas()).map((named) => [named[0], typeSection(named)]));
  const rest = {
    file: "api/types.md",
    intro: `# HTTP API: shared types\n\n${made}\n\nTypes that routes of several pages return.\n`,
  };
  return writtenPages({
    index: { file: "api.md", intro, sections: [...shared, "## Routes\n", ...routeLists] },
    pages,
    types,
    rest,
  });
}

function groupIntro({ title }: ApiGroup): string {
  return `# HTTP API: ${title}

${made}

[HTTP API](api.md) says how requests are authenticated, what errors look like, and which parameters many routes share.
`;
}

/** The routes of a page, for the index. */
function groupList(
  { title, resources }: ApiGroup,
  all: ReadonlyMap<string, readonly [string, Route][]>,
): string {
  const rows = resources.flatMap((resource) =>
    (all.get(resource) ?? []).map(([name, route]) => {
      const heading = headingOf(name);
      return row(`[\`${heading}\`](#${anchor(heading)})`, route.summary);
    }),
  );
  const first = anchor(resources[0]!);
  return `### ${title.charAt(0).toUpperCase()}${title.slice(1)}

[Parameters and answers](#${first}).

${[row("route", "does"), "| --- | --- |", ...rows].join("\n")}
`;
}

/** `GET /api/traces/{id}` */
function headingOf(name: string): string {
  const { method, path: pattern } = splitRoute(name);
  return `${method} ${pattern.replaceAll(/:(\w+)/g, "{$1}")}`;
}

function routeSection(name: string, route: Route): string {
  const { method } = splitRoute(name);
  const query = Object.entries<Field>((route.query ?? {}) as Record<string, Field>);
  const isShared = ([one, field]: readonly [string, Field]): boolean =>
    sharedFields.some(({ fields }) => (fields as Readonly<Record<string, unknown>>)[one] === field);
  const own = query.filter((field) => !isShared(field));
  const shared = query.filter(isShared).map(([one]) => one);
  return [
    `### ${headingOf(name)}`,
    [route.summary, route.description].filter(Boolean).join(" "),
    `Scope: ${scopeOf(method, route.access)}. ${sharedLinks(shared)}`.trim(),
    own.length === 0 ? "" : fieldTable("parameter", own),
    route.body === undefined ? "" : `Body: ${typeText(schemaOf(route.body))}.`,
    route.upload === true ? "Body: a file." : "",
    `Answer: ${answerText(route)}.`,
  ]
    .filter((part) => part !== "")
    .join("\n\n")
    .concat("\n");
}

function scopeOf(method: string, access: Access | undefined): string {
  if (access === "open") return "none";
  const usual = method === "GET" ? "read" : "admin";
  return access === "operator" ? `\`${usual}\`, without a tenant` : `\`${access ?? usual}\``;
}

/** Parameters of many routes are listed once, in separate sections. */
function sharedLinks(names: readonly string[]): string {
  const links = sharedFields.flatMap(({ title, fields }) => {
    const own = Object.keys(fields).filter((one) => names.includes(one));
    const list = own.map((one) => `\`${one}\``).join(", ");
    return own.length === 0 ? [] : [`[${list}](#${anchor(title)})`];
  });
  return links.length === 0 ? "" : `Takes ${links.join(", ")}.`;
}

function fieldTable(heading: string, fields: readonly (readonly [string, Field])[]): string {
  const rows = fields.map(([name, field]) => {
    const { description = "", default: fallback, ...schema } = schemaOf(field);
    const isRequired = !field.safeParse(undefined).success;
    const notes = [
      isRequired ? "Required." : "",
      String(description),
      fallback === undefined || Array.isArray(fallback) ? "" : `Default \`${String(fallback)}\`.`,
    ];
    return row(`\`${name}\``, typeText(schema), notes.filter(Boolean).join(" "));
  });
  return [row(heading, "type", ""), "| --- | --- | --- |", ...rows].join("\n").concat("\n");
}

function answerText({ result, file = [], of }: Route): string {
  if (result !== undefined) return typeText(schemaOf(result));
  const types = [file].flat().map((type) => `\`${type}\``);
  const what = of === undefined ? "" : `, each of ${typeText(schemaOf(of))}`;
  return types.join(", ") + what;
}

function typeSection([name, { description, ...schema }]: readonly [string, Schema]): string {
  const fields = fieldsOf(schema);
  const notes = description === undefined ? "" : `${String(description)}\n\n`;
  const body =
    fields.length === 0
      ? `${typeText(schema)}\n`
      : [row("field", "type", ""), "| --- | --- | --- |", ...fields].join("\n").concat("\n");
  return `### ${name}\n\n${notes}${body}`;
}

/** Rows of an object's fields, those of objects without a name of their own included. */
function fieldsOf(schema: Schema, prefix = ""): readonly string[] {
  const required = (schema["required"] ?? []) as readonly string[];
  return Object.entries((schema["properties"] ?? {}) as Readonly<Record<string, Schema>>).flatMap(
    ([name, property]) => {
      const { description = "", ...type } = property;
      const full = `${prefix}${name}`;
      const optional = required.includes(name) || type["default"] !== undefined ? "" : "?";
      return [row(`\`${full}${optional}\``, typeText(type), String(description)), ...innerFields(type, full)];
    },
  );
}

function innerFields(type: Schema, name: string): readonly string[] {
  if (type["type"] === "array") return innerFields(type["items"] as Schema, `${name}[]`);
  const forms = (type["anyOf"] ?? [type]) as readonly Schema[];
  return forms.length > 2 ? [] : forms.flatMap((form) => fieldsOf(form, `${name}.`));
}

/** A schema in a few words. */
function typeText(schema: Schema): string {
  const { $ref, anyOf, enum: values, type, items, prefixItems, additionalProperties } = schema;
  if (typeof $ref === "string") {
    const name = $ref.split("/").at(-1)!;
    return `[${name}](#${anchor(name)})`;
  }
  if (Array.isArray(anyOf)) return (anyOf as readonly Schema[]).map(typeText).join(" or ");
  if (Array.isArray(values)) return values.map((value) => `\`${String(value)}\``).join(", ");
  if ("const" in schema) return `\`${String(schema["const"])}\``;
  if (Array.isArray(prefixItems))
    return `list of ${prefixItems.length} ${plural(typeText(prefixItems[0] as Schema))}`;
  if (type === "array") return `list of ${plural(typeText(items as Schema))}`;
  if (type === "object" && typeof additionalProperties === "object")
    return `object of ${typeText(additionalProperties as Schema)} by key`;
  if (Array.isArray(type)) return type.join(" or ");
  return type === undefined ? "any" : `${String(type)}${boundsOf(schema)}`;
}

/** Words get an s; what is more than a word stays as it is. */
function plural(text: string): string {
  return /^\w+$/.test(text) && text !== "any" ? `${text}s` : text;
}

function boundsOf({ minimum, maximum, pattern }: Schema): string {
  if (typeof pattern === "string") return ` \`${pattern}\``;
  const isBounded = [minimum, maximum].every(
    (bound) => typeof bound === "number" && Math.abs(bound) < Number.MAX_SAFE_INTEGER,
  );
  return isBounded ? `, ${String(minimum)} to ${String(maximum)}` : "";
}

const words: Readonly<Record<string, string>> = {
  attributes: "Attribute keys",
  cpu: "CPU",
  sql: "SQL",
  differs: "Differences",
  session: "Caller",
  stats: "Statistics",
};

/** `/api/cpu-profiles/:id` → `CPU profiles`. */
function titleOf(pattern: string): string {
  const [, api, resource = ""] = pattern.split("/");
  if (api !== "api" || resource === "openapi.json") return "About the console";
  const text = resource
    .split("-")
    .map((word) => words[word] ?? word)
    .join(" ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function row(...cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

function filesThere(): Map<string, string> {
  const folder = path.join(root, target);
  const pages = existsSync(folder) ? readdirSync(folder).map((file) => `api/${file}`) : [];
  const all = existsSync(`${folder}.md`) ? ["api.md", ...pages] : pages;
  return new Map(all.map((file) => [file, readFileSync(path.join(root, "docs/reference", file), "utf8")]));
}

if (import.meta.main) {
  const files = apiReference();
  if (process.argv.includes("--check")) {
    const changes = differences(filesThere(), files);
    for (const line of changes) console.error(line);
    if (changes.length > 0) {
      console.error(
        `${target} is not what the contract says: run \`node --conditions=telltale-source tools/api-reference.ts\`.`,
      );
      process.exitCode = 1;
    }
  } else {
    rmSync(path.join(root, target), { recursive: true, force: true });
    mkdirSync(path.join(root, target), { recursive: true });
    for (const [file, text] of files) writeFileSync(path.join(root, "docs/reference", file), text);
  }
}
