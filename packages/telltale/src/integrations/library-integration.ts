// What an integration is, so that `telltale/register`, `telltale instrument`, the reference pages and the contract tests treat all alike:
// one function that instruments a library in place, and the facts about it.
import type { DeclaredMetric } from "../calls/declared-metric.ts";

/** One attribute that an integration writes. */
export interface EmittedAttribute {
  readonly name: string;
  /** When it is there, in a few words; left out where it always is. */
  readonly when?: string | undefined;
}

/** A span, metric, event or log record that an integration writes. */
export interface Emitted {
  readonly kind: "span" | "metric" | "event" | "log";
  /** Its name, with the parts that vary in braces: `{method} {route}`. */
  readonly name: string;
  /** Of a span: `server`, `client`, `producer`, `consumer`, `internal`. Of a metric: its instrument. */
  readonly form: string;
  /** Of a metric. */
  readonly unit?: string | undefined;
  readonly description: string;
  readonly attributes: readonly EmittedAttribute[];
}

/** A declared metric as integrations list it, with the attributes of its points; `when` it is emitted, where that is not always. */
export function emittedMetric(
  { name, form, unit, description: text }: DeclaredMetric,
  attributes: readonly EmittedAttribute[],
  when?: string,
): Emitted {
  const description = when === undefined ? text : `${text.slice(0, -1)}, ${when}.`;
  return { kind: "metric", name, form, unit, description, attributes };
}

/** A function of an integration that an application gives to a library as its plugin: the library is inside of its own builds, where nothing reaches it. */
export interface LibraryPlugin {
  /** The package: `nuxt`. */
  readonly library: string;
  readonly versions: readonly (readonly [from: number, before: number])[];
  /** What the integration's subpath exports. */
  readonly call: string;
  /** The file that hands it on as its default export. */
  readonly file: string;
}

/**
 * A library that can be seen into.
 *
 * `instrument` is also what the application calls by itself. It must change the library in place and return it, do nothing the second
 * time, never throw (what it does not know is reported and left as it is), and never change what the application sees: results, errors,
 * order, `this`, lengths of functions. Before `start()` and after `stop()` what it has put in must cost next to nothing.
 */
export interface LibraryIntegration<Options = object> {
  /** The subpath `telltale/<name>`, and its name in `OTEL_NODE_ENABLED_INSTRUMENTATIONS`. */
  readonly name: string;
  /** The modules it takes, as they are imported: `pg`, `node:http`, `ioredis`. */
  readonly modules: readonly string[];
  /** The packages that publish diagnostics, where it takes no module: `graphql`. Other versions than {@link versions} publish none. */
  readonly libraries?: readonly string[] | undefined;
  /** The versions it knows, each from a major on to before another: `[8, 9]` is 8.x. Others are tried and said. */
  readonly versions?: readonly (readonly [from: number, before: number])[] | undefined;
  /** Libraries that it is inside of, and how these are seen. */
  readonly plugins?: readonly LibraryPlugin[] | undefined;
  /** Whether `telltale/register` instruments it at the start too, with `undefined`: what is there without any module, as `fetch` is. */
  readonly atStart?: boolean | undefined;
  /** `false` for one that `telltale/register` leaves off until it is asked for. */
  readonly byDefault?: boolean | undefined;
  /** Instruments what `import * as library` or `require` gives; returns what replaces it, nearly always itself. */
  instrument(library: unknown, options?: Options): unknown;
  readonly emits: readonly Emitted[];
}
