// A place of an application that telemetry should show.
import type { Node } from "../node.ts";
import type { Site } from "../project.ts";
import type { SourceModule } from "../source-module.ts";
import type { PointKind } from "./libraries.ts";

export interface InstrumentationPoint {
  readonly kind: PointKind;
  /** A route's method and path, a queue, a function's name. Empty where nothing names it. */
  readonly name: string;
  /** The package that it belongs to, where it does. */
  readonly library?: string | undefined;
  readonly module: SourceModule;
  /** The call, class member, clause or function. */
  readonly node: Node;
  /** Functions that run there. */
  readonly handlers: readonly Node[];
  /** The call that leads to the place from where requests arrive: what measures that call covers the place. */
  readonly via?: Site | undefined;
}
