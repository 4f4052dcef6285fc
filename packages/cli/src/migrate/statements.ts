// Counts statements: a conversion that joins or splits others than it removes has gone wrong.
import { child, type Node } from "../code/node.ts";
import type { SourceModule } from "../code/source-module.ts";

const lists: Readonly<Record<string, string>> = {
  Program: "body",
  BlockStatement: "body",
  StaticBlock: "body",
  TSModuleBlock: "body",
  SwitchCase: "consequent",
};

/** The statements of all blocks, without empty ones. */
export function statementsOf(module: SourceModule): readonly Node[] {
  return module.nodes.filter((node) => {
    const parent = module.parentOf(node);
    return (
      parent !== undefined &&
      Object.hasOwn(lists, parent.type) &&
      node.type !== "EmptyStatement" &&
      child(parent, "test") !== node
    );
  });
}
