// What a tool found in a catalog, in code or in telemetry. All tools report findings in this form; the command line prints them in one way.

/** As in OpenTelemetry Weaver: a `violation` must be fixed, an `improvement` should be, `information` is good to know. */
export type FindingLevel = "violation" | "improvement" | "information";

export const findingLevels: readonly FindingLevel[] = ["violation", "improvement", "information"];

export interface SourceLocation {
  /** Path of the file, relative to the working directory or absolute. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units, as editors count. */
  readonly column: number;
}

export interface Finding {
  /** Stable name of the rule, for example `metric-name-unit`. */
  readonly id: string;
  readonly level: FindingLevel;
  /** What is wrong, with names and values. */
  readonly message: string;
  /** What to do about it. */
  readonly fix?: string;
  /** Where in the declaration, as {@link declarationPath} writes it: `attributes."order.id".type`. */
  readonly path?: string;
  readonly location?: SourceLocation;
}

/**
 * The path of a part of a declaration. Names that are not identifiers are quoted, indices are in brackets.
 *
 * @example
 * declarationPath("attributes", "order.id", "type"); // attributes."order.id".type
 * declarationPath("journeys", "signup", "steps", 2); // journeys.signup.steps[2]
 */
export function declarationPath(...parts: readonly (string | number)[]): string {
  let path = "";
  for (const part of parts) {
    if (typeof part === "number") path += `[${part}]`;
    else path += `${path === "" ? "" : "."}${/^[A-Za-z_$][\w$]*$/.test(part) ? part : JSON.stringify(part)}`;
  }
  return path;
}
