// Components of the application that a configuration file may ask for by name: registered before `start()` and shared by all copies of the
// library in the process.
import { shared } from "../engine/runtime/shared.ts";
import { TelemetryError } from "../error.ts";
import type { ComponentKind } from "./component-kind.ts";

/** Creates a component from its configuration in the file; `{}` when it has none. */
export type CreateComponent = (config: Readonly<Record<string, unknown>>) => unknown;

/** The components of the application by kind and name. */
export const registered: Map<string, CreateComponent> = shared(
  "components",
  () => new Map<string, CreateComponent>(),
);

/**
 * Makes a component of the application known to configuration files, by kind and name. Call it before `start()`.
 *
 * `create` gets what is below the name and returns the component; what it throws is reported with the place in the file.
 * A name of the library's own wins over a registered one.
 *
 * @example
 * ```ts
 * import { registerComponent } from "telltale";
 *
 * registerComponent("id_generator", "counting", ({ start }) => {
 *   let next = Number(start ?? 1);
 *   const id = (length: number): string => String(next++).padStart(length, "0");
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
