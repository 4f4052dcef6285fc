// What each source declares: its fields, and what rules know of its values. A source is one file of this folder, and one line in `sources.ts`.
import {
  type Alternative,
  choice,
  duration,
  onlyWith,
  optional,
  record,
  scalar,
  text,
} from "../shape/shape.ts";

/** The declaration of a source. */
export interface SourceKind<S> extends Alternative<S> {
  /**
   * What it looks at, for people: `completion of purchase`.
   *
   * @param text the value of a field, empty without one.
   * @param measure the measure in words, empty without one.
   */
  readonly words: (text: (field: string) => string, measure: string) => string;
  /** How long there must have been telemetry before a window says anything; absent: no time. */
  readonly learningMs?: (source: S) => number;
  /** A field that its measure needs and that is not there. */
  readonly missing?: (source: S) => MissingField | undefined;
}

/** A field that a measure needs. */
export interface MissingField {
  readonly field: string;
  readonly why: string;
  /** As in a file of rules. */
  readonly example: string;
}

/** Declares a source by its form and what rules know of its values. */
export function sourceKind<S>(
  form: Alternative<S>,
  own: Omit<SourceKind<S>, "node" | "type">,
): SourceKind<S> {
  return { ...form, ...own };
}

export const where = optional(record(scalar), "Only data with these attributes.", "all");
export const service = optional(text("payments"), "Only data of this service.", "all services");
export const countOrRate = (what: string) =>
  optional(choice(["count", "rate"]), `${what} in the window, or per second.`, "`count`");

/** The limit of `measure: within`. */
export const goodLimit = onlyWith(
  "measure",
  "within",
  optional(duration, "For `within`: the longest duration that is good."),
);

/** A source with `measure: within` needs a limit. */
export const missingLimit = ({
  measure,
  limit,
}: {
  readonly measure: string;
  readonly limit?: string | undefined;
}): MissingField | undefined =>
  measure === "within" && limit === undefined
    ? {
        field: "limit",
        why: "`measure: within` needs the longest duration that is good.",
        example: "limit: 2s",
      }
    : undefined;
