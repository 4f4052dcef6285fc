// What is declared and does not arrive, what arrives and is not declared, and what alerts and dashboards use although it is gone.
import type { Catalog } from "../catalog.ts";
import type { AnySourceDeclaration } from "../declaration.ts";
import { declarationPath } from "../finding.ts";
import { beginningsOf } from "./beginnings.ts";
import { businessSpanOf } from "./business-spans.ts";
import type { Facts, SignalFact } from "./facts.ts";
import type { Report } from "./live-finding.ts";
import { declarationOf } from "./signals.ts";
import type { Vocabulary } from "./vocabulary.ts";

type Kind = SignalFact["kind"];

const nouns = { span: "Span", span_event: "Event", metric: "Metric", event: "Event", log: "Log" } as const;

/** When each name last arrived. Zero: it arrives now. */
export interface Arrivals {
  /** Unix time in milliseconds when it last arrived, `true` when it arrives in the window, undefined when it never did. */
  find(kind: Kind, name: string): number | true | undefined;
}

/** Reads from the facts which names arrive. `catalog` says which workflows there are. */
export function createArrivals({ signals }: Facts, catalog: Catalog): Arrivals {
  const last = new Map<string, number | true>();
  const workflows = new Set(catalog.workflows.map(({ name }) => name));
  for (const { kind, name, count, lastSeen = 0 } of signals) {
    const keys = [`${kind}\0${name}`];
    // the span of a transaction arrives as `transaction purchase`, an event of `emit` as `workflow contact.escalated`
    const business = kind === "span" ? businessSpanOf(name, workflows) : undefined;
    if (business?.kind === "transaction") keys.push(`span\0${business.name}`);
    if (business?.kind === "event") keys.push(`event\0${business.name}`);
    for (const key of keys) {
      const before = last.get(key) ?? 0;
      last.set(key, count > 0 || before === true ? true : Math.max(before, lastSeen));
    }
  }
  return { find: (kind, name) => last.get(`${kind}\0${name}`) };
}

/** Reports what the catalog declares and what does not arrive. What is deprecated should not. May pause after each fact. */
export function* reportDead(
  catalog: Catalog,
  facts: Facts,
  arrivals: Arrivals,
  report: Report,
): Generator<void, void> {
  const parts = [
    ["span", "spans", catalog.spans],
    ["span", "transactions", catalog.transactions],
    ["metric", "metrics", catalog.metrics],
    ["event", "events", catalog.events],
    ["log", "logs", catalog.logs],
  ] as const;
  const hasMessages = facts.signals.some(({ kind, name }) => kind === "log" && name !== "");
  for (const [kind, part, things] of parts) {
    // the facts of the console have no messages, which are only sampled
    if ((kind === "log" && !hasMessages) || facts.partial?.has(kind) === true) continue;
    for (const { name, deprecated } of things) {
      const arrived = arrivals.find(kind, name);
      if (deprecated !== undefined || arrived === true) continue;
      reportDeadName(nouns[kind], name, declarationPath(part, name), arrived, report);
    }
  }
  if (facts.partial?.has("attribute") === true) return;
  const used = usedKeys(catalog);
  const arriving = yield* arrivingKeys(catalog, facts);
  for (const { name, deprecated } of catalog.attributes) {
    // an attribute of a signal is reported as absent from the signal
    if (deprecated !== undefined || used.has(name) || arriving.has(name)) continue;
    reportDeadName("Attribute", name, declarationPath("attributes", name), undefined, report);
  }
}

/** Keys that a declaration of a signal or an entity lists. */
function usedKeys(catalog: Catalog): ReadonlySet<string> {
  const used = new Set(
    [
      ...catalog.spans,
      ...catalog.transactions,
      ...catalog.metrics,
      ...catalog.events,
      ...catalog.logs,
      ...catalog.errors,
      ...catalog.journeys,
      ...catalog.workflows,
    ].flatMap(({ attributes }) => attributes.map(({ key }) => key)),
  );
  for (const { identity, attributes } of catalog.entities)
    for (const key of [...identity, ...attributes.map((use) => use.key)]) used.add(key);
  return used;
}

/** Keys that arrive, and the templates of which one does. */
function* arrivingKeys(
  { attributes: declared }: Catalog,
  { signals, resources }: Facts,
): Generator<void, ReadonlySet<string>> {
  const arriving = new Set<string>();
  const templates = new Set(
    declared.filter(({ type }) => type.startsWith("template[")).map(({ name }) => name),
  );
  for (const facts of [signals, resources])
    for (const { attributes } of facts) {
      yield;
      for (const { key } of attributes) arriving.add(key);
    }
  for (const key of arriving) {
    yield;
    for (const name of beginningsOf(key, ".")) if (templates.has(name)) arriving.add(name);
  }
  return arriving;
}

function reportDeadName(
  noun: string,
  name: string,
  path: string,
  arrived: number | undefined,
  report: Report,
): void {
  const since = arrived === undefined || arrived === 0 ? undefined : new Date(arrived).toISOString();
  const sampleType =
    noun === "Attribute" ? "attribute" : noun === "Metric" ? "metric" : noun === "Span" ? "span" : "log";
  report.add({
    id: "dead_since",
    message:
      since === undefined
        ? `${noun} \`${name}\` is declared and has not arrived.`
        : `${noun} \`${name}\` is declared and has not arrived since ${since}.`,
    fix: "Emit it again, or deprecate or remove it from the catalog.",
    path,
    same: `${noun}\0${name}`,
    sampleType,
    context: { [`${noun.toLowerCase()}_name`]: name, ...(since === undefined ? {} : { last_seen: since }) },
    ...(arrived === undefined || arrived === 0 ? {} : { lastSeen: arrived }),
  });
}

/** Reports names that arrive without a declaration and first did so in the window, with the place in the code where it is known. May pause after each fact. */
export function* reportUndeclared(
  facts: Facts,
  vocabulary: Vocabulary,
  isKnown: (name: string) => boolean,
  report: Report,
): Generator<void, void> {
  for (const fact of facts.signals) {
    yield;
    if (fact.count === 0 || isKnown(fact.name)) continue;
    const isOwn = fact.kind === "metric" || fact.kind === "event" || fact.spanKind === "internal";
    if (isOwn && isNew(fact.firstSeen, facts) && declarationOf(fact, vocabulary) === undefined)
      reportUndeclaredName(nouns[fact.kind], fact.name, fact.firstSeen, fact, report);
    for (const { key, firstSeen, count = fact.count } of fact.attributes) {
      if (isNew(firstSeen, facts) && !isKnown(key) && vocabulary.attribute(key) === undefined)
        reportUndeclaredName("Attribute", key, firstSeen, { ...fact, count }, report);
    }
  }
}

function isNew(firstSeen: number | undefined, { from, to }: Facts): firstSeen is number {
  return firstSeen !== undefined && firstSeen >= from && firstSeen < to;
}

function reportUndeclaredName(
  noun: string,
  name: string,
  firstSeen: number,
  fact: SignalFact,
  report: Report,
): void {
  const since = new Date(firstSeen).toISOString();
  const { location } = fact;
  const place =
    location === undefined
      ? ""
      : ` from ${location.file}${location.line === undefined ? "" : `:${location.line}`}`;
  report.add(
    {
      id: "undeclared_since",
      message: `${noun} \`${name}\` has arrived since ${since}${place} and is not declared.`,
      fix: `Declare \`${name}\` in the catalog, or stop emitting it.`,
      same: `${noun}\0${name}`,
      ...(noun === "Attribute" ? { attribute: name, sampleType: "attribute" as const } : {}),
      emitted: location,
      context: {
        [noun === "Attribute" ? "attribute_key" : `${noun.toLowerCase()}_name`]: name,
        first_seen: since,
        ...(location === undefined
          ? {}
          : { file: location.file, ...(location.line === undefined ? {} : { line: location.line }) }),
      },
    },
    fact,
  );
}

/** Reports kinds of signals of which less than `least`, a share, is declared. Spans of instrumentations are not counted, because their library declares them. */
export function reportCoverage(
  facts: Facts,
  vocabulary: Vocabulary,
  isKnown: (name: string) => boolean,
  least: number,
  report: Report,
): void {
  const names = {
    span: new Map<string, boolean>(),
    metric: new Map<string, boolean>(),
    event: new Map<string, boolean>(),
  };
  for (const fact of facts.signals) {
    const { kind, name, count, spanKind } = fact;
    if (count === 0 || kind === "log" || kind === "span_event" || isKnown(name)) continue;
    if (facts.partial?.has(kind) === true) continue;
    if (kind === "span" && spanKind !== undefined && spanKind !== "internal") continue;
    names[kind].set(name, declarationOf(fact, vocabulary) !== undefined);
  }
  for (const [kind, seen] of Object.entries(names) as [keyof typeof names, Map<string, boolean>][]) {
    const declared = [...seen.values()].filter(Boolean).length;
    if (seen.size === 0 || declared / seen.size >= least) continue;
    report.add({
      id: "signal_coverage",
      message: `${declared} of ${seen.size} ${kind} names that arrive are declared (${Math.floor((100 * declared) / seen.size)} %).`,
      fix: "Declare the most frequent ones first: `telltale catalog coverage` lists them.",
      same: kind,
      sampleType: kind === "event" ? "log" : kind,
      context: { declared, arrived: seen.size, expected: least },
    });
  }
}

/** Reports alerts, objectives, dashboards and queries that use a name which does not arrive. */
export function reportGone(catalog: Catalog, facts: Facts, arrivals: Arrivals, report: Report): void {
  const gone = (user: string, kind: Kind, name: string, path: string | undefined): void => {
    const arrived = arrivals.find(kind, name);
    if (arrived === true || facts.partial?.has(kind) === true) return;
    const since = arrived === undefined || arrived === 0 ? undefined : new Date(arrived).toISOString();
    report.add({
      id: "used_but_gone",
      message: `${user} uses the ${kind} \`${name}\`, which ${since === undefined ? "does not arrive" : `has not arrived since ${since}`}.`,
      fix: `Emit \`${name}\` again, or change what uses it.`,
      path,
      same: `${user}\0${kind}\0${name}`,
      sampleType: kind === "event" ? "log" : kind,
      context: { user, [`${kind}_name`]: name, ...(since === undefined ? {} : { last_seen: since }) },
    });
  };
  for (const { name, on } of catalog.alerts)
    useOf(on, (...use) => gone(`Alert \`${name}\``, ...use, declarationPath("alerts", name, "on")));
  for (const { name, on } of catalog.objectives)
    useOf(on, (...use) => gone(`Objective \`${name}\``, ...use, declarationPath("objectives", name, "on")));
  for (const { name, charts } of catalog.dashboards) {
    for (const [index, { on }] of charts.entries())
      useOf(on, (...use) =>
        gone(`Dashboard \`${name}\``, ...use, declarationPath("dashboards", name, "charts", index)),
      );
  }
  for (const { kind, name, uses } of facts.uses ?? []) {
    const user = `${kind[0]?.toUpperCase()}${kind.slice(1)} \`${name}\``;
    for (const use of uses) if (use.kind !== "attribute") gone(user, use.kind, use.name, undefined);
  }
}

/** The signal that a source reads. Journeys and workflows are not signals of OpenTelemetry. */
function useOf(on: AnySourceDeclaration, use: (kind: Kind, name: string) => void): void {
  if ("metric" in on) use("metric", on.metric);
  else if ("span" in on) use("span", on.span);
  else if ("operation" in on) use("span", on.operation);
  else if ("transaction" in on) use("span", on.transaction);
  else if ("event" in on) use("event", on.event);
}
