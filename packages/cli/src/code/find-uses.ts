// Finds every call in a project that emits telemetry.
import { libraryCall } from "catalog/calls";
import { fallbackNameOf } from "./fallback-name.ts";
import { addUse, createReading, meaningOf, type Reading } from "./meaning.ts";
import { child } from "./node.ts";
import type { Project } from "./project.ts";
import type { Use } from "./use.ts";

/** All uses in the project, in the order of files and positions. */
export function findUses(project: Project): readonly Use[] {
  const reading = createReading(project);
  for (const module of project.modules) {
    for (const node of module.calls) if (node.type === "CallExpression") meaningOf(reading, { module, node });
    findBareDecorators(reading, module);
  }
  const order = new Map(project.modules.map(({ file }, index) => [file, index]));
  return reading.uses.toSorted(
    ({ location: a }, { location: b }) =>
      order.get(a.file)! - order.get(b.file)! || a.line - b.line || a.column - b.column,
  );
}

/** A decorator without arguments is not a call. */
function findBareDecorators(reading: Reading, module: Project["modules"][number]): void {
  for (const node of module.nodes) {
    const expression = node.type === "Decorator" ? child(node, "expression") : undefined;
    if (expression === undefined || expression.type === "CallExpression") continue;
    const meaning = meaningOf(reading, { module, node: expression });
    const name = meaning?.is === "package" && meaning.package === "telltale" ? meaning.path.join(".") : "";
    const call = libraryCall(name);
    if (call !== undefined)
      addUse(reading, { module, node }, name, call, fallbackNameOf({ module, node }, call));
  }
}
