// Holds what really left against what an integration says it emits, both ways: nothing undeclared leaves, nothing declared is missing.
// The reference pages are made out of the same declarations, so they say what is.
import { expect } from "vitest";
import type { Emitted, LibraryIntegration } from "../../src/integrations/library-integration.ts";
import type { Collected, Plain } from "../collect.ts";

type Described = Pick<LibraryIntegration<never>, "name" | "emits">;

/** What is not the integration's: names of spans, metrics, events and attributes that the test itself makes. */
export interface EmittedOptions {
  readonly except?: readonly (string | RegExp)[] | undefined;
}

/** One thing that left. */
interface Seen {
  readonly kind: Emitted["kind"];
  readonly name: string;
  readonly form: string;
  readonly unit?: string;
  readonly attributes: Plain;
}

// the engine's own, on whatever there is
const everywhere: readonly RegExp[] = [
  /^telltale\.(?:incomplete|sampling|error|record)\b/,
  /^exception\./,
  /^log\.record\.uid$/,
];
const seenOf = new Map<string, Set<string>>();

/**
 * Fails when a span (its name by form, its kind), a metric (its unit, its instrument), an event, a log record or an attribute of these has left that
 * `integration.emits` does not declare. Call it after `flush()`, before `stop()`; in `afterEach` it judges all tests.
 *
 * Parts in braces represent any text: `{method} {route}` is met by `GET /orders/:id`, `http.request.header.{name}` by its like.
 * Events are those of spans and log records with an event name; a log record without one is met by any of kind `log`.
 */
export function expectOnlyDeclared(
  integration: Described,
  collected: Collected,
  { except = [] }: EmittedOptions = {},
): void {
  const seen = seenOf.get(integration.name) ?? new Set<string>();
  seenOf.set(integration.name, seen);
  const isOwn = (name: string): boolean => !except.some((one) => isMet(one, name));
  const undeclared = new Set<string>();
  for (const one of everythingIn(collected)) {
    if (!isOwn(one.name)) continue;
    const candidates = integration.emits.filter((emitted) => isSame(emitted, one));
    for (const { name } of candidates) seen.add(`${one.kind} ${name}`);
    if (candidates.length === 0) undeclared.add(describeSeen(one));
    for (const key of Object.keys(one.attributes)) {
      if (!isOwn(key) || everywhere.some((known) => known.test(key))) continue;
      const declared = candidates.flatMap(({ attributes, kind, name }) =>
        attributes
          .filter((attribute) => isForm(attribute.name, key))
          .map((attribute) => `${kind} ${name}: ${attribute.name}`),
      );
      for (const place of declared) seen.add(place);
      if (declared.length === 0 && candidates.length > 0)
        undeclared.add(`${describeSeen(one)}: attribute ${key}`);
    }
  }
  const found = [...undeclared].join("\n  ");
  expect(found, `left, but \`emits\` of ${integration.name} does not declare it:\n  ${found}\n`).toBe("");
}

/**
 * Fails when something of `integration.emits` was never seen by {@link expectOnlyDeclared} in this file. Call it once at the end
 * (`afterAll`), over all versions of the library. `except`: what only happens where a test cannot go, as `span NAME`, `metric NAME: ATTRIBUTE`.
 */
export function expectAllDeclaredSeen(integration: Described, { except = [] }: EmittedOptions = {}): void {
  const seen = seenOf.get(integration.name) ?? new Set<string>();
  const declared = integration.emits.flatMap(({ kind, name, attributes }) => [
    `${kind} ${name}`,
    ...attributes.map((attribute) => `${kind} ${name}: ${attribute.name}`),
  ]);
  const missing = declared.filter((place) => !seen.has(place) && !except.some((one) => isMet(one, place)));
  const list = missing.join("\n  ");
  expect(list, `declared by \`emits\` of ${integration.name}, but never seen:\n  ${list}\n`).toBe("");
}

function everythingIn(collected: Collected): Seen[] {
  const spans = collected.spans();
  const point = collected.points().filter(({ metric }) => !/^(?:otel\.sdk|telltale)\./.test(metric));
  const records = collected.records().filter(({ eventName }) => !eventName.startsWith("telltale."));
  return [
    ...spans.map(({ name, kind, attributes }) => ({ kind: "span" as const, name, form: kind, attributes })),
    ...spans
      .flatMap(({ events }) => events)
      .filter(({ name }) => name !== "exception")
      .map(({ name, attributes }) => ({ kind: "event" as const, name, form: "span event", attributes })),
    ...point.map(({ metric, kind, monotonic, unit, attributes }) => ({
      kind: "metric" as const,
      name: metric,
      form: kind === "sum" ? (monotonic ? "counter" : "updowncounter") : kind.toLowerCase(),
      unit,
      attributes,
    })),
    ...records.map(({ eventName, attributes }) => ({
      kind: eventName === "" ? ("log" as const) : ("event" as const),
      name: eventName,
      form: "log record",
      attributes,
    })),
  ];
}

function isSame(emitted: Emitted, seen: Seen): boolean {
  if (emitted.kind !== seen.kind) return false;
  if (seen.kind === "log") return true;
  if (!isForm(emitted.name, seen.name)) return false;
  if (seen.kind === "span") return emitted.form === seen.form;
  if (seen.kind === "metric")
    return (emitted.unit ?? "") === seen.unit && instrument(emitted.form) === instrument(seen.form);
  return true;
}

/** `observable up-down counter` and `upDownCounter` are one. */
function instrument(form: string): string {
  return form.toLowerCase().replace(/observable|asynchronous|exponential|[^a-z]/g, "");
}

/** Whether `text` has the form `{method} {route}`. */
function isForm(form: string, text: string): boolean {
  const pattern = form
    .split(/\{[^{}]*\}/)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join("[^]+");
  return new RegExp(`^${pattern}$`).test(text);
}

function isMet(one: string | RegExp, text: string): boolean {
  return typeof one === "string" ? one === text : one.test(text);
}

function describeSeen({ kind, name, form, unit }: Seen): string {
  return [kind, `\`${name}\``, `(${form}${unit === undefined || unit === "" ? "" : `, ${unit}`})`].join(" ");
}
