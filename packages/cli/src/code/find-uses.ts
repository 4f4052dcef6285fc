// Finds every call in a project that emits telemetry.
import { telltaleCalls } from "./api-calls.ts";
import { fallbackNameOf } from "./fallback-name.ts";
import { addUse, meaningOf, type Reading } from "./meaning.ts";
import { child } from "./node.ts";
import type { Project } from "./project.ts";
import type { Use } from "./use.ts";

/** All uses in the project, in the order of files and positions. */
export function findUses(project: Project): readonly Use[] {
  const reading: Reading = { project, uses: [], useOfCall: new Map(), meanings: new Map() };
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

/** A decorator without arguments is no call. */
function findBareDecorators(reading: Reading, module: Project["modules"][number]): void {
  for (const node of module.nodes) {
    const expression = node.type === "Decorator" ? child(node, "expression") : undefined;
    if (expression === undefined || expression.type === "CallExpression") continue;
    const meaning = meaningOf(reading, { module, node: expression });
    const call = meaning?.is === "package" && meaning.package === "telltale" ? meaning.path.join(".") : "";
    const api = telltaleCalls[call];
    if (api !== undefined)
      addUse(reading, { module, node }, call, api, fallbackNameOf({ module, node }, call));
  }
}
