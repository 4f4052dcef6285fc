// Components by name: what a configuration file may ask for. Ours stand in tables, one line each; those of the application
// are registered before `start()` and shared by all copies of the library in the process.
import { shared } from "../engine/shared.ts";
import { isTelemetryError, TelemetryError } from "../error.ts";
import type { Draft } from "./draft.ts";

/**
 * What a component is: the kinds that a configuration file can name by a key of its own. The objects have OpenTelemetry's shape
 * or ours, as the option of the same meaning takes them.
 */
export type ComponentKind =
  | "span_exporter"
  | "log_record_exporter"
  | "metric_exporter"
  | "pull_metric_exporter"
  | "span_processor"
  | "log_record_processor"
  | "sampler"
  | "composable_sampler"
  | "propagator"
  | "id_generator"
  | "resource_detector";

/** Makes a component out of what stands below its name in the file; `{}` when there is nothing. */
export type CreateComponent = (config: Readonly<Record<string, unknown>>) => unknown;

/** Where in a file a component of ours is made. */
export interface Place {
  readonly path: string;
  readonly draft: Draft;
}

/** Makes a component of ours. */
export type CreateOwn = (config: Readonly<Record<string, unknown>>, place: Place) => unknown;

/** Components of ours of one kind, by their names in the file. */
export type ComponentTable = Readonly<Record<string, CreateOwn>>;

const registered = shared("components", () => new Map<string, CreateComponent>());

/**
 * Makes a component of the application known to configuration files, by kind and name. Call it before `start()`.
 *
 * `create` gets what stands below the name and returns the component; what it throws is told with the place in the file.
 * A name of the library's own wins over a registered one.
 *
 * @example
 * ```ts
 * import { registerComponent } from "telltale";
 *
 * registerComponent("id_generator", "counting", ({ start }) => {
 *   let next = Number(start ?? 1);
 *   const id = (length) => String(next++).padStart(length, "0");
 *   return { generateTraceId: () => id(32), generateSpanId: () => id(16) };
 * });
 * ```
 */
export function registerComponent(kind: ComponentKind, name: string, create: CreateComponent): void {
  if (typeof name !== "string" || name === "" || typeof create !== "function") {
    throw new TelemetryError(
      "TT_OPTION",
      `Cannot register the component \`${String(name)}\`: expected a name and a function.`,
    );
  }
  registered.set(`${kind}/${name}`, create);
}

/** Makes the one component that `node` (`{ name: config }`) asks for. @throws {TelemetryError} `TT_CONFIG_FILE` */
export function build(kind: ComponentKind, table: ComponentTable, node: unknown, place: Place): unknown {
  const [[name, config] = ["", undefined]] = Object.entries(node as object);
  const path = `${place.path}.${name}`;
  const given = (config ?? {}) as Readonly<Record<string, unknown>>;
  const own = Object.hasOwn(table, name) ? table[name] : undefined;
  const create = own ?? registered.get(`${kind}/${name}`);
  if (create === undefined) {
    throw refuse(
      path,
      `is not known: expected one of ${Object.keys(table).join(", ")}, or a component of your own, ` +
        `made known by \`registerComponent("${kind}", "${name}", …)\` before \`start()\``,
    );
  }
  try {
    const component = create(given, { path, draft: place.draft });
    // only samplers tell about themselves
    place.draft.components.push({ kind, path, shown: kind === "sampler" ? String(component) : name });
    return component;
  } catch (error) {
    if (isTelemetryError(error) && error.code === "TT_CONFIG_FILE") throw error;
    throw refuse(path, error instanceof Error ? error.message : String(error), error);
  }
}

/** The error for a file that cannot be used. */
export function refuse(path: string, message: string, cause?: unknown): TelemetryError {
  const text = `Cannot use the configuration file: ${path}: ${message}.`;
  return new TelemetryError("TT_CONFIG_FILE", text, cause === undefined ? undefined : { cause });
}
