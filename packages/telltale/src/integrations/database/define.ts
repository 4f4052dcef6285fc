// The integration of a database's driver from its declaration: what its calls emit, and how its library is instrumented.
import type { Emitted, LibraryIntegration } from "../library-integration.ts";
import { exportsOf, instrumenting } from "../patching/method.ts";
import { type EmittedForm, emittedOf } from "./emitted.ts";
import { type DatabaseSettings, readSettings, type SqlIntegrationOptions } from "./settings.ts";

/** What a driver says of itself. */
export interface DatabaseDeclaration extends Pick<LibraryIntegration, "name" | "modules" | "versions"> {
  /** The span of a call, and its duration. */
  readonly calls: EmittedForm;
  /** The metrics of its pools; none by default. */
  readonly pools?: readonly Emitted[] | undefined;
  /** Instruments the library, which is given as the module and as its default export. */
  instrument(faces: readonly object[], settings: DatabaseSettings): void;
}

/** The integration of a driver. */
export interface DatabaseIntegration<Options> extends LibraryIntegration<Options> {
  /** What the application calls: its options override those of `telltale/register`. Returns `library`. */
  instrumentByHand<L>(library: L, options: Options | undefined): L;
}

/** The integration that `declaration` describes. */
export function defineDatabaseIntegration<Options extends SqlIntegrationOptions>(
  declaration: DatabaseDeclaration,
): DatabaseIntegration<Options> {
  const { name, modules, versions, calls, pools = [] } = declaration;
  const run = <L>(library: L, options: Options | undefined, overrides: boolean): L =>
    instrumenting(library, () =>
      declaration.instrument(exportsOf(library), readSettings(options, overrides)),
    );
  return {
    name,
    modules,
    versions,
    emits: [...emittedOf(calls), ...pools],
    // options that the application has set itself stay
    instrument: (library, options) => run(library, options, false),
    instrumentByHand: (library, options) => run(library, options, options !== undefined),
  };
}
