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
import { counted } from "./measure.ts";

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

/** An error. */
export interface ErrorFact extends AnyFact {
  /** What errors are grouped by. */
  readonly errorGroup: string;
  readonly type: string;
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
  facts: readonly ErrorFact[],
  { from, index }: FactWindow,
): Sample {
  if (which === "any") return counted(facts);
  const quietMs = durationMs(quietFor);
  let found = 0;
  for (const group of new Set(facts.map(({ errorGroup }) => errorGroup))) {
    const all = index.of<ErrorFact>("errorGroup", group);
    const before = all.findLast(({ at }) => at < from);
    const first = all.find(({ at }) => at >= from)!;
    const isNew = before === undefined && first.known !== true;
    // of a group that is known without an earlier occurrence in the data, the quiet time is not known
    const isBack = before !== undefined && first.at - before.at >= quietMs;
    if (which === "new" ? isNew : isBack) found += 1;
  }
  return { value: found, count: found };
}
