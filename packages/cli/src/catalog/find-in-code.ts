// Where the code emits a name that the live check found.
import type { SourceLocation } from "catalog";
import type { CatalogFinding } from "contract";
import { type CodeKind, takeInventory } from "../code/inventory.ts";
import { readCode } from "../code/read-code.ts";
import type { Surroundings } from "../command.ts";

const kinds: Readonly<Record<string, readonly CodeKind[]>> = {
  span: ["spans", "transactions", "workflows"],
  metric: ["metrics"],
  event: ["events"],
  log: ["events", "logs"],
};

/** Reads the code below `folder`, and returns the search for the place that sets the attribute or starts the signal of a finding. */
export function findInCode(
  folder: string,
  surroundings: Surroundings,
): (found: CatalogFinding) => SourceLocation | undefined {
  const { attributes, things } = takeInventory(readCode(folder, surroundings, { mayBeEmpty: true }).uses);
  return ({ attribute, signalType, signalName }) => {
    const signals = (kinds[signalType] ?? []).flatMap((kind) => things[kind].get(signalName) ?? []);
    if (attribute === "") return signals[0]?.uses[0]?.location;
    const uses = signals.flatMap((signal) => signal.attributes.get(attribute) ?? []);
    return (uses[0] ?? attributes.get(attribute)?.[0])?.location;
  };
}
