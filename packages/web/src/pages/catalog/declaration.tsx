// What a catalog declares of a thing, as a list of terms.
import { key as keyOf, literal, typescript } from "quoting/typescript";
import { Link } from "@tanstack/react-router";
import type { CatalogThing, CatalogThingResult } from "contract";
import type { JSX } from "react";

import { classes } from "../../ui/classes.ts";
import { Snippet } from "../../ui/snippet.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./side.module.css";

/** Of these the page has sections of their own, or they are in its head. */
const elsewhere: ReadonlySet<string> = new Set([
  "name",
  "description",
  "catalog",
  "owner",
  "attributes",
  "deprecated",
]);

export function Declaration({
  thing,
  content,
}: {
  readonly thing: CatalogThing;
  readonly content: CatalogThingResult["content"];
}): JSX.Element {
  const { catalog, catalogVersion, owner, source, deprecated } = thing;
  if (content === null) return <Undeclared thing={thing} />;
  const rows: readonly (readonly [string, string])[] = [
    ["Catalog", `${catalog} ${catalogVersion}`.trim()],
    ["Owner", owner],
    ["Source", source],
    ["Deprecated", deprecated],
    ...Object.entries(content)
      .filter(([key]) => !elsewhere.has(key))
      .map(([key, value]) => [wordOf(key), textOf(value)] as const),
  ];
  return (
    <section className={ui.section["section"]}>
      <header>
        <h2>Declaration</h2>
      </header>
      <dl className={css["terms"]}>
        {rows
          .filter(([, value]) => value !== "")
          .map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd className={label === "Source" ? ui.text["mono"] : undefined}>{value}</dd>
            </div>
          ))}
        {thing.column !== null && <SqlColumn column={thing.column} />}
      </dl>
    </section>
  );
}

/** The column of an attribute in SQL, with a query over it. */
function SqlColumn({ column }: { readonly column: NonNullable<CatalogThing["column"]> }): JSX.Element {
  const { name, type } = column;
  const value =
    type.includes("Float64") || type === "Nullable(Int64)" ? `quantiles(0.5, 0.95)(${name})` : name;
  const query =
    value === name
      ? `SELECT ${name}, count() AS spans\nFROM spans\nWHERE start > now() - INTERVAL 1 HOUR\nGROUP BY ${name}\nORDER BY spans DESC\nLIMIT 20`
      : `SELECT service, ${value}, count(${name}) AS spans\nFROM spans\nWHERE start > now() - INTERVAL 1 HOUR\nGROUP BY service\nORDER BY spans DESC\nLIMIT 20`;
  return (
    <div>
      <dt>SQL column</dt>
      <dd>
        <Link
          className={classes(ui.text["link"], ui.text["mono"])}
          to="/sql"
          search={{ q: query }}
          title="Query it"
        >
          {name}
        </Link>
        {" · "}
        <span className={classes(ui.text["dim"], ui.text["mono"])}>{type}</span>
      </dd>
    </div>
  );
}

/** Why a catalog does not have to declare a thing, by where it comes from. */
const declaredElsewhere: Readonly<Record<string, string>> = {
  semconv: "OpenTelemetry’s semantic conventions declare it.",
  telltale:
    "The library starts this span for a business call. The catalog declares the transaction, workflow or event, not its span.",
};

function Undeclared({
  thing: { kind, name, catalog, form, unit },
}: {
  readonly thing: CatalogThing;
}): JSX.Element {
  const why = declaredElsewhere[catalog];
  if (why !== undefined)
    return (
      <section className={ui.section["section"]}>
        <header>
          <h2>Declaration</h2>
        </header>
        <p className={ui.text["soft"]}>{why}</p>
      </section>
    );
  const type = form.split(", ")[0] ?? "";
  const details =
    kind === "attribute"
      ? { type: type === "" ? "string" : type }
      : kind === "metric"
        ? { kind: type, unit }
        : {};
  const list = kind === "entity" ? "entities" : `${kind}s`;
  return (
    <section className={ui.section["section"]}>
      <header>
        <h2>Declaration</h2>
        <span className={ui.text["dim"]}>none</span>
      </header>
      <Snippet code={typescript`${keyOf(list)}: {\n  ${keyOf(name)}: ${literal(details)},\n}`} />
    </section>
  );
}

/** `renamedTo` as `Renamed to`. */
function wordOf(key: string): string {
  const words = key.replaceAll(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(memberText).join(", ");
  return JSON.stringify(value);
}

/** A member of an enumeration by its value. */
function memberText(one: unknown): string {
  if (typeof one !== "object" || one === null) return String(one);
  return "value" in one ? String(one.value) : "title" in one ? String(one.title) : JSON.stringify(one);
}
