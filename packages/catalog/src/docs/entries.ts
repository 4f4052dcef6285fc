// What the reference says of each thing: what it means, who owns it, where to see it, what it carries, what uses it.
import type { Alert, Attribute, AttributeUse, Catalog, Kind, Metric, Thing, Workflow } from "../catalog.ts";
import { findUses } from "../diff/uses.ts";
import type { SourceLocation } from "../finding.ts";
import { targetOf } from "../check/use-rules.ts";
import { type Block, type Entry, isWebUrl, join, type Text } from "./block.ts";
import { consoleAddress } from "./console-path.ts";
import { durationText } from "../duration.ts";
import { alertText, objectiveText, sourceText } from "./sources.ts";

export interface DocsOptions {
  /** URL of the console; things then link to its pages. */
  readonly consoleUrl?: string | undefined;
  /** Where a thing is declared. */
  readonly locate?: ((kind: Kind, name: string) => SourceLocation | undefined) | undefined;
}

interface Work extends DocsOptions {
  readonly catalog: Catalog;
}

type Badge = Entry["badges"][number];

export const singularOf = (kind: Kind): string => (kind === "entities" ? "entity" : kind.slice(0, -1));

/** Ids of things, which are different for different names. */
export function createIds(): (kind: Kind, name: string) => string {
  const ids = new Map<string, string>();
  const taken = new Set<string>();
  return (kind, name) => {
    const key = `${kind} ${name}`;
    let id = ids.get(key);
    if (id === undefined) {
      const slug = name
        .toLowerCase()
        .replaceAll(/[^a-z0-9.]+/g, "-")
        .replaceAll(/^-+|-+$/g, "");
      const base = `${singularOf(kind)}-${slug === "" ? "x" : slug.slice(0, 80)}`;
      id = base;
      for (let count = 2; taken.has(id); count++) id = `${base}-${count}`;
      taken.add(id);
      ids.set(key, id);
    }
    return id;
  };
}

export function entryOf(kind: Kind, thing: Thing, id: string, work: Work): Entry {
  const meaning = meaningOf(kind, thing, work);
  return {
    kind,
    name: thing.name,
    id,
    badges: badgesOf(kind, thing),
    owner: thing.owner,
    summary: thing.description ?? plainText(meaning),
    blocks: [
      ...deprecationOf(thing, kind, work),
      ...(thing.description === undefined ? [] : [paragraph([thing.description])]),
      ...(meaning.length === 0 ? [] : [paragraph(meaning)]),
      ...actionsOf(kind, thing, work),
      factsOf(kind, thing, work),
      ...detailsOf(kind, thing, work),
      ...usesOf(kind, thing, work),
    ],
  };
}

const paragraph = (text: Text): Block => ({ type: "paragraph", text });

function plainText(text: Text): string {
  return text
    .map((part) => {
      if (typeof part === "string") return part;
      if ("code" in part) return part.code;
      if ("strong" in part) return part.strong;
      return "href" in part ? part.text : part.name;
    })
    .join("");
}

function badgesOf(kind: Kind, thing: Thing): Badge[] {
  const badges: Badge[] = [];
  const { severity, sensitivity, cardinality } = thing as Partial<Attribute> & { readonly severity?: string };
  if (thing.deprecated !== undefined) badges.push({ text: "deprecated", tone: "warn" });
  if (thing.stability !== undefined && thing.stability !== "stable")
    badges.push({ text: thing.stability.replaceAll("_", " "), tone: "info" });
  if (severity !== undefined)
    badges.push({
      text: severity,
      tone: severity === "page" ? "error" : severity === "ticket" ? "warn" : "plain",
    });
  if (kind === "metrics") badges.push({ text: (thing as Metric).kind, tone: "plain" });
  if (sensitivity === "personal" || sensitivity === "secret")
    badges.push({ text: sensitivity, tone: sensitivity === "secret" ? "error" : "warn" });
  if (cardinality === "high" || cardinality === "unbounded")
    badges.push({ text: `${cardinality} cardinality`, tone: "plain" });
  return badges;
}

function deprecationOf({ deprecated }: Thing, kind: Kind, { catalog }: Work): Block[] {
  if (deprecated === undefined) return [];
  const { renamedTo, note } = deprecated;
  const isKnown = (catalog[kind] as readonly Thing[]).some(({ name }) => name === renamedTo);
  const instead: Text =
    renamedTo === undefined
      ? []
      : [" Use ", isKnown ? { kind, name: renamedTo } : { code: renamedTo }, " instead."];
  return [
    {
      type: "notice",
      level: "warn",
      text: [{ strong: "Deprecated." }, ...instead, ...(note === undefined ? [] : [` ${note}`])],
    },
  ];
}

/** What an alert or objective means, in a sentence. */
function meaningOf(kind: Kind, thing: Thing, { catalog }: Work): Text {
  if (kind === "alerts") return alertText(thing as Alert, catalog);
  if (kind === "objectives") return objectiveText(thing as Catalog["objectives"][number]);
  return [];
}

/** What to do, and where to look, when an alert fires or an objective is missed. */
function actionsOf(kind: Kind, thing: Thing, work: Work): Block[] {
  const { runbook, summary, on } = thing as Partial<Alert>;
  if (kind !== "alerts" && kind !== "objectives" && kind !== "errors") return [];
  if (kind === "errors" && runbook === undefined) return [];
  const items: Text[] = [];
  if (summary !== undefined) items.push([summary]);
  if (runbook !== undefined) items.push(["Follow the runbook: ", { href: runbook, text: runbook }, "."]);
  else
    items.push([
      "There is no runbook.",
      ...(thing.owner === undefined ? [] : [" Ask ", { strong: thing.owner }, "."]),
    ]);
  if (on !== undefined) {
    const { kind: of, name } = targetOf(on);
    const address = consoleAddress(work.consoleUrl, of, name, work.catalog);
    if (address !== undefined)
      items.push(["Look at ", { href: address, text: `${name} in the console` }, "."]);
  }
  return [
    { type: "heading", text: "What to do" },
    { type: "list", ordered: items.length > 1, items },
  ];
}

function factsOf(kind: Kind, thing: Thing, work: Work): Block {
  const rows: [string, Text][] = [["Owner", thing.owner === undefined ? ["–"] : [thing.owner]]];
  if (kind === "alerts") {
    const severity = (thing as Alert).severity;
    const words = {
      page: "Wakes the person on call",
      ticket: "Opens a ticket",
      info: "For information",
    } as const;
    rows.push(["Urgency", [words[severity] ?? severity]]);
  }
  rows.push(...formOf(kind, thing));
  const address = consoleAddress(work.consoleUrl, kind, thing.name, work.catalog);
  if (address !== undefined) rows.push(["Console", [{ href: address, text: `Open ${singularOf(kind)}` }]]);
  if (thing.semconv !== undefined)
    rows.push([
      "Convention",
      [isWebUrl(thing.semconv) ? { href: thing.semconv, text: thing.semconv } : { code: thing.semconv }],
    ]);
  if (thing.catalog !== work.catalog.name) rows.push(["Catalog", [thing.catalog]]);
  const location = work.locate?.(kind, thing.name);
  if (location !== undefined) rows.push(["Declared in", [{ code: `${location.file}:${location.line}` }]]);
  return { type: "facts", rows };
}

/** Type, unit, limits: what a thing of the kind has. */
function formOf(kind: Kind, thing: Thing): [string, Text][] {
  const all = thing as unknown as Readonly<Record<string, unknown>>;
  const rows: [string, Text][] = [];
  const add = (field: string, label: string): void => {
    if (all[field] !== undefined && all[field] !== "") rows.push([label, [{ code: String(all[field]) }]]);
  };
  if (kind === "attributes") {
    rows.push([
      "Type",
      [
        {
          code:
            all["members"] === undefined ? String(all["type"]) : `${String(all["type"])}, one of the values`,
        },
      ],
    ]);
    add("cardinality", "Cardinality");
    add("sensitivity", "Sensitivity");
    const examples = (all["examples"] ?? []) as readonly unknown[];
    if (examples.length > 0)
      rows.push(["Examples", join(examples.map((one) => [{ code: JSON.stringify(one) }]))]);
  }
  if (kind === "metrics") add("kind", "Kind");
  if (kind === "spans") add("kind", "Kind");
  add("unit", "Unit");
  if (kind === "logs" || kind === "events") add("severity", "Severity");
  add("currency", "Currency");
  if (typeof all["timeoutMs"] === "number") rows.push(["Timeout", [durationText(all["timeoutMs"])]]);
  const buckets = (all["buckets"] ?? []) as readonly number[];
  if (buckets.length > 0) rows.push(["Buckets", [{ code: buckets.join(", ") }]]);
  return rows;
}

function detailsOf(kind: Kind, thing: Thing, work: Work): Block[] {
  const { attributes, steps, ordered, members, charts, identity, events } = thing as unknown as {
    readonly attributes?: readonly AttributeUse[];
    readonly steps?: readonly string[];
    readonly ordered?: boolean;
    readonly members?: Attribute["members"];
    readonly charts?: Catalog["dashboards"][number]["charts"];
    readonly identity?: readonly string[];
    readonly events?: readonly string[];
  };
  const blocks: Block[] = [];
  if (steps !== undefined && steps.length > 0)
    blocks.push(
      { type: "heading", text: "Steps" },
      {
        type: "list",
        ordered: kind === "transactions" || ordered === true,
        items: steps.map((step) => [step]),
      },
    );
  if (kind === "workflows") blocks.push(...statesOf(thing as Workflow));
  if (members !== undefined)
    blocks.push({
      type: "table",
      label: `Values of ${thing.name}`,
      head: ["Value", "Description"],
      rows: members.map(({ value, description, deprecated }) => [
        [{ code: String(value) }],
        [`${deprecated === undefined ? "" : "Deprecated. "}${description ?? ""}`],
      ]),
    });
  if (identity !== undefined)
    blocks.push({
      type: "facts",
      rows: [["Identified by", join(identity.map((key) => [keyText(key, work)]))]],
    });
  if (events !== undefined && events.length > 0)
    blocks.push({ type: "facts", rows: [["Span events", join(events.map((name) => [{ code: name }]))]] });
  if (charts !== undefined)
    blocks.push({
      type: "table",
      label: `Charts of ${thing.name}`,
      head: ["Chart", "Shows"],
      rows: charts.map(({ title, on }) => [[title], sourceText(on)]),
    });
  if (attributes !== undefined && attributes.length > 0)
    blocks.push({ type: "heading", text: "Attributes" }, attributesTable(attributes, thing.name, work));
  return blocks;
}

function statesOf({ name, states, transitions }: Workflow): Block[] {
  if (transitions === undefined)
    return [
      { type: "heading", text: "States" },
      { type: "list", ordered: false, items: states.map((state) => [state]) },
    ];
  return [
    {
      type: "table",
      label: `States of ${name}`,
      head: ["State", "Leads to"],
      rows: states.map((state) => {
        const next = transitions[state] ?? [];
        return [[state], [next.length === 0 ? "ends" : next.join(", ")]];
      }),
    },
  ];
}

const levelWords: Readonly<Record<AttributeUse["level"], string>> = {
  required: "required",
  conditionally_required: "conditional",
  recommended: "recommended",
  opt_in: "opt-in",
};

function keyText(key: string, { catalog }: Work): Text[number] {
  return catalog.attributes.some(({ name }) => name === key)
    ? { kind: "attributes", name: key }
    : { code: key };
}

function attributesTable(uses: readonly AttributeUse[], of: string, work: Work): Block {
  return {
    type: "table",
    label: `Attributes of ${of}`,
    head: ["Attribute", "Type", "Requirement", "Description"],
    rows: uses.map(({ key, level, condition }) => {
      const attribute = work.catalog.attributes.find(({ name }) => name === key);
      const values = attribute?.members?.map(({ value }) => String(value)).join(" | ");
      return [
        [keyText(key, work)],
        attribute === undefined ? ["semantic convention"] : [{ code: values ?? attribute.type }],
        [`${levelWords[level]}${condition === undefined ? "" : `: ${condition}`}`],
        [attribute?.description ?? ""],
      ];
    }),
  };
}

function usesOf(kind: Kind, { name }: Thing, { catalog }: Work): Block[] {
  const uses = findUses(catalog, kind, name).filter((use) => use.kind !== "view");
  if (uses.length === 0) return [];
  const items = uses.map((use): Text => [
    `${singularOf(use.kind as Kind)} `,
    { kind: use.kind as Kind, name: use.name },
  ]);
  return [{ type: "facts", rows: [["Used by", join(items)]] }];
}
