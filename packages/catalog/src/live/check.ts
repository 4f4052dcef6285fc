// The live check: compares what arrives with what is declared. It is a pure function of facts, so that the console runs it on roll-ups and
// the cost does not depend on the amount of telemetry.
import type { Catalog } from "../catalog.ts";
import { createArrivals, reportCoverage, reportDead, reportGone, reportUndeclared } from "./absence.ts";
import { createNameRules } from "./attribute-names.ts";
import { judgeValues } from "./attribute-values.ts";
import { reportTypeDrift, reportUnitDrift } from "./drift.ts";
import { judgeEntities } from "./entities.ts";
import type { AttributeFact, Facts, SignalFact } from "./facts.ts";
import { createReport, type About, type LiveFinding, type Report } from "./live-finding.ts";
import { type Declared, declarationOf, isOfConventions, judgePresence, judgeSignal } from "./signals.ts";
import { createVocabulary, type Vocabulary } from "./vocabulary.ts";

export interface LiveCheckOptions {
  /** The semantic conventions, from `resolveConventions()` of `catalog/semconv`. Without them, their names are undeclared. */
  readonly conventions?: Catalog | undefined;
  /** Names that are never judged; by default those that begin with `telltale.`, which the library emits itself. */
  readonly isKnown?: ((name: string) => boolean) | undefined;
  /** Share of the names of a kind of signal that should be declared, from 0 to 1; 0.5 by default. */
  readonly minCoverage?: number | undefined;
  /** With so many findings, further ones about what arrives are left out, not those about what does not. By default none is. */
  readonly maxFindings?: number | undefined;
}

/**
 * Returns what differs between `facts` and `catalog`: the findings of OpenTelemetry Weaver's live check under its ids, levels and context
 * keys, and ten of Telltale's.
 *
 * The same finding in several signals or versions of a service is one, with the counts added. Telemetry that follows the catalog gives none.
 */
export function checkLive(catalog: Catalog, facts: Facts, options: LiveCheckOptions = {}): LiveFinding[] {
  const steps = checkLiveInSteps(catalog, facts, options);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The same in short steps, for programs that have others to answer meanwhile. */
export function* checkLiveInSteps(
  catalog: Catalog,
  facts: Facts,
  options: LiveCheckOptions = {},
): Generator<void, LiveFinding[]> {
  const { conventions, isKnown = isOwnName, minCoverage = 0.5, maxFindings } = options;
  const vocabulary = createVocabulary(conventions === undefined ? [catalog] : [catalog, conventions]);
  const report = createReport(maxFindings);
  yield;
  const arriving = facts.signals.filter(({ count }) => count > 0);
  yield* reportDifferences({ ...facts, signals: arriving }, vocabulary, isKnown, report);
  const arrivals = createArrivals(facts, catalog);
  yield* reportTypeDrift(arriving, report);
  reportUnitDrift(
    arriving.filter(({ kind }) => kind === "metric"),
    vocabulary,
    report,
  );
  yield* reportUndeclared(facts, vocabulary, isKnown, report);
  reportCoverage(facts, vocabulary, isKnown, minCoverage, report);
  yield* reportDead(catalog, facts, arrivals, report);
  reportGone(catalog, facts, arrivals, report);
  return report.findings();
}

/** Reports where signals and resources differ from their declarations. */
function* reportDifferences(
  facts: Facts,
  vocabulary: Vocabulary,
  isKnown: (name: string) => boolean,
  report: Report,
): Generator<void, void> {
  const nameRules = createNameRules(vocabulary, isKnown);
  const checkAttributes = (
    attributes: readonly AttributeFact[],
    about: About,
    isOthers: (key: string) => boolean,
  ): void => {
    for (const fact of attributes) {
      if (fact.count === 0 || isKnown(fact.key)) continue;
      const drafts = [
        ...nameRules(fact.key).filter(({ id }) => id !== "not_stable" || !isOthers(fact.key)),
        ...judgeValues(fact, vocabulary.attribute(fact.key)?.attribute),
      ];
      // it holds for the records that have the attribute, not for all of the signal
      for (const draft of drafts)
        report.add(draft.count === undefined ? { ...draft, count: fact.count } : draft, about);
    }
  };
  const notOwn = (key: string): boolean => vocabulary.attribute(key)?.own !== true;
  const checkEntities = createEntityCheck(facts, vocabulary, report);
  for (const fact of facts.signals) {
    yield;
    const declared = declarationOf(fact, vocabulary);
    const isLibrarys = isKnown(fact.name);
    const isOthers = isLibrarys ? notOwn : othersOf(fact, declared, vocabulary);
    checkAttributes(fact.attributes, fact, isOthers);
    if (isLibrarys) continue;
    for (const draft of judgeSignal(fact, declared, vocabulary)) report.add(draft, fact);
    if (declared === undefined) continue;
    const onlyRequired = facts.partial?.has(fact.kind) === true || isOfConventions(fact, vocabulary);
    for (const draft of judgePresence(fact, declared, vocabulary, onlyRequired)) report.add(draft, fact);
    if (declared.entities !== undefined && declared.entities.length > 0)
      checkEntities(declared.entities, fact);
  }
  for (const { service, version, attributes } of facts.resources) {
    yield;
    checkAttributes(attributes, { kind: "resource", name: "", service, version, count: 1 }, notOwn);
  }
}

const isOwnName = (name: string): boolean => name.startsWith("telltale.");

/**
 * Which attributes of a signal a library emits, so that the stability of the conventions is not the application's concern: those of its
 * metrics and events, and those of its requests, messages and calls that the declaration of the span does not list.
 */
function othersOf(
  fact: SignalFact,
  declared: Declared | undefined,
  vocabulary: Vocabulary,
): (key: string) => boolean {
  const isCall = fact.kind === "span" && fact.spanKind !== undefined && fact.spanKind !== "internal";
  if (!isCall && !isOfConventions(fact, vocabulary)) return () => false;
  const listed = new Set(isCall ? declared?.attributes.map(({ key }) => key) : []);
  return (key) => !listed.has(key) && vocabulary.attribute(key)?.own !== true;
}

/** Judges the entities of a signal against the resource of its service. Signals of unknown resources are not judged. */
function createEntityCheck(
  { resources }: Facts,
  vocabulary: Vocabulary,
  report: Report,
): (entities: readonly string[], fact: SignalFact) => void {
  const keysOf = new Map<string, ReadonlySet<string>>();
  for (const { service, version, attributes } of resources) {
    const keys = attributes.filter(({ count }) => count !== 0).map(({ key }) => key);
    keysOf.set(`${service ?? ""}\0${version ?? ""}`, new Set(keys));
  }
  return (entities, fact) => {
    const keys = keysOf.get(`${fact.service ?? ""}\0${fact.version ?? ""}`);
    if (keys === undefined) return;
    for (const draft of judgeEntities(entities, keys, vocabulary)) report.add(draft, fact);
  };
}
