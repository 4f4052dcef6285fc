// What a configuration file comes to, while it is read: options, variables that single values stand for, and notes.
import type { ComponentKind } from "./components.ts";
import type { Signal } from "../engine/exporter.ts";
import type { OtlpOptions } from "../export/otlp-settings.ts";
import type { StartOptions } from "../options/start-options.ts";

/** The state of one reading. */
export interface Draft {
  /** Options as `start()` takes them. */
  readonly options: { -readonly [K in keyof StartOptions]: StartOptions[K] };
  /** `OTEL_*` variables of the same meaning as a value in the file, for whoever reads that variable. */
  readonly variables: Record<string, string>;
  /** For each of these variables, and for options that no variable stands for, the place in the file. */
  readonly origins: Record<string, string>;
  /** What the file asks for by name, inner ones too, as it is told to people. */
  readonly components: { readonly kind: ComponentKind; readonly path: string; readonly shown: string }[];
  /** The OTLP exporters made. */
  readonly destinations: { readonly path: string; readonly signal: Signal; readonly options: OtlpOptions }[];
  /** What is valid and has no effect here, by place. */
  readonly notes: string[];
  /** The endpoint that is stronger than the file's. */
  readonly endpoint: string | undefined;
  /** The port that is stronger than the file's. */
  readonly prometheusPort: string | undefined;
}

/** An empty draft. */
export function createDraft(stronger: Pick<Draft, "endpoint" | "prometheusPort">): Draft {
  return {
    options: {},
    variables: {},
    origins: {},
    components: [],
    destinations: [],
    notes: [],
    ...stronger,
  };
}

/** Lets `value` stand for the variable `name`; null and undefined for none. */
export function setVariable(draft: Draft, name: string, value: unknown, path: string): void {
  if (value === null || value === undefined) return;
  draft.variables[name] = String(value);
  draft.origins[name] = path;
}

/** Lets the shorter of several time limits stand for `name`; 0 is no limit. */
export function setShortest(draft: Draft, name: string, value: unknown, path: string): void {
  const before = draft.variables[name];
  if (before === undefined || before === "0") setVariable(draft, name, value, path);
  else if (value !== 0) setLeast(draft, name, value, path);
}

/** Lets the smaller of several values stand for `name`. */
export function setLeast(draft: Draft, name: string, value: unknown, path: string): void {
  const before = draft.variables[name];
  if (typeof value === "number" && (before === undefined || value < Number(before)))
    setVariable(draft, name, value, path);
}
