// Makes the components that a configuration file asks for by name. Ours are in tables, one line each.
import { isTelemetryError, TelemetryError } from "../error.ts";
import type { ComponentKind } from "./component-kind.ts";
import { registered } from "./components.ts";
import type { Draft } from "./draft.ts";

/** Where in a file a built-in component is made. */
export interface BuildContext {
  readonly path: string;
  readonly draft: Draft;
}

/** Makes a built-in component. */
type CreateOwn = (config: Readonly<Record<string, unknown>>, place: BuildContext) => unknown;

/** Built-in components of one kind, by their names in the file. */
export type ComponentTable = Readonly<Record<string, CreateOwn>>;

/** Makes the one component that `node` (`{ name: config }`) asks for. @throws {TelemetryError} `TT_CONFIG_FILE` */
export function build(
  kind: ComponentKind,
  table: ComponentTable,
  node: unknown,
  place: BuildContext,
): unknown {
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
    // only samplers describe themselves
    place.draft.components.push({ kind, path, shown: kind === "sampler" ? String(component) : name });
    return component;
  } catch (error) {
    if (isTelemetryError(error) && error.code === "TT_CONFIG_FILE") throw error;
    throw refuse(path, withoutFix(error), error);
  }
}

/** The error for a file that cannot be used. */
export function refuse(path: string, message: string, cause?: unknown): TelemetryError {
  const text = `Cannot use the configuration file: ${path}: ${message}.`;
  return new TelemetryError("TT_CONFIG_FILE", text, cause === undefined ? undefined : { cause });
}

/** The message of `error` without what to do about it, because the fix of the file is said instead. */
export function withoutFix(error: unknown): string {
  if (!isTelemetryError(error)) return error instanceof Error ? error.message : String(error);
  const { message, fix } = error;
  return message.slice(0, message.length - fix.length).replace(/\.\s*$/, "");
}
