// The order of the rows of a comparison.
import type { ComparedRow } from "contract";

/** What people did not get done comes first, then what failed; what has no number of those concerned, by how sure it is. */
export function byEffect(a: ComparedRow, b: ComparedRow): number {
  return (
    classOf(a) - classOf(b) ||
    (b.affected ?? 0) - (a.affected ?? 0) ||
    Math.abs(b.size) - Math.abs(a.size) ||
    compareNames(a, b)
  );
}

function classOf({ what, affected }: ComparedRow): number {
  if (what === "completion" || what === "conversion") return 0;
  return affected === null ? 2 : 1;
}

function compareNames(a: ComparedRow, b: ComparedRow): number {
  const [one, other] = [a, b].map(({ kind, service, name, what }) => `${kind}\n${service}\n${name}\n${what}`);
  return one! < other! ? -1 : 1;
}
