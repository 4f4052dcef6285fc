// Groups of errors.
import { durationMs } from "catalog/duration";
import type { Sample } from "../condition/sample.ts";
import {
  alternative,
  choice,
  duration,
  type Infer,
  onlyWith,
  optional,
  required,
  text,
} from "../shape/shape.ts";
import type { AnyFact, FactWindow, SourceFacts } from "./fact.ts";
import { service, sourceKind, where } from "./kind.ts";
import { countOf, estimate } from "./measure.ts";

const usualQuiet = "7d";

const errorsText =
  "Groups of errors, also of those that spans recorded. These have no attributes but `service.name`, `service.version`, `deployment.environment.name`, `exception.type`, `user.id` and `session.id`: with others in `where` or `groupBy`, only log records of errors are read.";

export const errors = sourceKind(
  alternative("Error groups", ["errors"], errorsText, {
    errors: required(
      choice(["new", "returning", "any"]),
      "`new`: groups first seen in the window. `returning`: groups seen again after `quietFor` without them. `any`: occurrences of all groups, estimated before sampling.",
    ),
    quietFor: onlyWith(
      "errors",
      "returning",
      optional(duration, "For `returning`: the time without the error.", `\`${usualQuiet}\``),
    ),
    learnFor: onlyWith(
      "errors",
      "new",
      optional(
        duration,
        "For `new`: nothing is new before there was telemetry for so long, because in an empty store every error is.",
        "`10m`",
      ),
    ),
    service,
    type: optional(text("TimeoutError"), "Only this type of error.", "all types"),
    where,
  }),
  {
    words: (of) => (of("errors") === "any" ? "errors" : `${of("errors")} error groups`),
    learningMs: ({ errors: which, learnFor = "10m" }) => (which === "new" ? durationMs(learnFor) : 0),
  },
);

type ErrorSource = Infer<typeof errors>;

/** Attributes that all errors have. Others are those of log records: errors that spans recorded have none. */
export const errorAttributes: ReadonlySet<string> = new Set([
  "service.name",
  "service.version",
  "deployment.environment.name",
  "exception.type",
  "user.id",
  "session.id",
]);

/** An error. */
export interface ErrorFact extends AnyFact {
  /** What errors are grouped by. */
  readonly errorGroup: string;
  readonly type: string;
  /** Of an error that spans recorded: several spans of a trace record one error with the same identity. */
  readonly identity?: string;
  /** Of an error that a sampled span recorded: how many errors it represents; by default 1. */
  readonly weight?: number;
  /** Whether the group had occurred before the data begins. */
  readonly known?: boolean;
}

const dayMs = 86_400_000;

export const errorFacts: SourceFacts<ErrorSource, ErrorFact> = {
  kind: "errorGroup",
  signal: "logs",
  fits:
    ({ type }) =>
    (fact) =>
      type === undefined || fact.type === type,
  measure: measureErrors,
  lookBackMs: ({ errors: which, quietFor = usualQuiet }) =>
    which === "returning" ? durationMs(quietFor) : which === "new" ? dayMs : 0,
  table: {
    column: "error",
    columns: ["group"],
    read: (row) => ({ errorGroup: row.cells.get("group") || row.text("error"), type: row.text("error") }),
  },
};

/** Groups of errors that are new or came back, or occurrences. */
function measureErrors(
  { errors: which, quietFor = usualQuiet }: ErrorSource,
  all: readonly ErrorFact[],
  { from, index, groupBy }: FactWindow,
): Sample | undefined {
  const ofRecords = groupBy.some((key) => !errorAttributes.has(key));
  const facts = ofRecords ? all.filter(({ identity }) => identity === undefined) : once(all);
  if (facts.length === 0) return undefined;
  if (which === "any") return { value: Math.round(estimate(facts)), count: countOfAll(facts) };
  const quietMs = durationMs(quietFor);
  let found = 0;
  for (const group of new Set(facts.map(({ errorGroup }) => errorGroup))) {
    const occurrences = index.of<ErrorFact>("errorGroup", group);
    const before = occurrences.findLast(({ at }) => at < from);
    const first = occurrences.find(({ at }) => at >= from)!;
    const isNew = before === undefined && first.known !== true;
    // of a group that is known without an earlier occurrence in the data, the quiet time is not known
    const isBack = before !== undefined && first.at - before.at >= quietMs;
    if (which === "new" ? isNew : isBack) found += 1;
  }
  return { value: found, count: found };
}

function once(facts: readonly ErrorFact[]): readonly ErrorFact[] {
  const seen = new Set<string>();
  return facts.filter(({ identity }) => {
    if (identity === undefined) return true;
    const isFirst = !seen.has(identity);
    seen.add(identity);
    return isFirst;
  });
}

const countOfAll = (facts: readonly ErrorFact[]): number =>
  facts.reduce((sum, fact) => sum + countOf(fact), 0);
