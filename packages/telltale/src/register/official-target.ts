// An official instrumentation at work: it hooks `require` by itself; what ES modules import is handed to it by our hooks, so that its own
// loader, which puts itself around every module there is, is not needed.
import Module from "node:module";
import path from "node:path";
import type { Instrumentation } from "../options/instrumentation.ts";
import type { FoundOfficial } from "./official.ts";
import type { At, Target } from "./target.ts";

/** What `InstrumentationBase` has, of the 2.x line and of the 3.x line. */
interface Internals {
  readonly _modules?: readonly Patch[];
  _onRequire?(patch: Patch, library: unknown, name: string, folder: string | undefined): unknown;
}

interface Patch {
  readonly name: string;
}

/** An instrumentation for `start()`, and what hands imported modules to it. */
export interface OfficialTarget {
  readonly instrumentation: Instrumentation;
  readonly target: Target;
}

/** Loads `found` and makes its instrumentation with `options`. @throws what loading or making it throws */
export function loadOfficial(found: FoundOfficial, options: object): OfficialTarget {
  const require = Module.createRequire(path.join(found.folder, "package.json"));
  const exported = require(found.folder) as Readonly<Record<string, unknown>>;
  const [Class] = Object.entries(exported).flatMap(([name, value]) =>
    isInstrumentation(name, value) ? [value] : [],
  );
  if (Class === undefined) throw new Error(`${found.name} ${found.version} exports no instrumentation`);
  const instrumentation = new Class(options);
  const patches = ((instrumentation as Internals)._modules ?? []).filter(
    ({ name }) => !path.isAbsolute(name),
  );
  return {
    instrumentation,
    target: {
      name: found.short,
      modules: patches.map(({ name }) =>
        Module.isBuiltin(name) ? `node:${name.replace(/^node:/, "")}` : name,
      ),
      instrument: (library, at) =>
        at.by === "import" ? patchImported(instrumentation, patches, library, at) : library,
    },
  };
}

function patchImported(
  instrumentation: Internals,
  patches: readonly Patch[],
  library: unknown,
  { module, folder }: At,
): unknown {
  let result = library;
  for (const patch of patches) {
    if (patch.name === module) result = instrumentation._onRequire?.(patch, result, module, folder) ?? result;
  }
  return result;
}

type InstrumentationClass = new (options: object) => Instrumentation & Internals;

function isInstrumentation(name: string, value: unknown): value is InstrumentationClass {
  if (!name.endsWith("Instrumentation") || typeof value !== "function") return false;
  const { enable, disable } = (value.prototype ?? {}) as Partial<Instrumentation>;
  return typeof enable === "function" && typeof disable === "function";
}
