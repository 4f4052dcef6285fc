// The result of a configuration file while it is read: options, and notes about them.
import { type ComponentKind } from "./component-kind.ts";
import type { Signal } from "../engine/exporter/exporter.ts";
import type { OtlpOptions } from "../export/otlp-settings.ts";
import type { StartOptions } from "../options/start-options.ts";

/** The state of one reading. */
export interface Draft {
  /** Options as `start()` takes them. */
  readonly options: { -readonly [K in keyof StartOptions]: StartOptions[K] };
  /** For options that are made of several places, one of them. */
  readonly origins: Record<string, string>;
  /** The components that the file names, inner ones included, for display. */
  readonly components: { readonly kind: ComponentKind; readonly path: string; readonly shown: string }[];
  /** The OTLP exporters made. */
  readonly destinations: { readonly path: string; readonly signal: Signal; readonly options: OtlpOptions }[];
  /** What is valid and has no effect here, by place. */
  readonly notes: string[];
  /** The endpoint that is stronger than the file's. */
  readonly endpoint: string | undefined;
}

/** An empty draft. */
export function createDraft(endpoint: string | undefined): Draft {
  return { options: {}, origins: {}, components: [], destinations: [], notes: [], endpoint };
}
