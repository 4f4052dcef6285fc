// GET /api/catalog/{kind}/{name}: one thing, as declared and as it arrived.
import type { CatalogThingResult, ParamsOf } from "contract";
import { ProblemError } from "../../problem/problem.ts";

export async function getCatalogThing({
  kind,
  name,
}: ParamsOf<"GET /api/catalog/:kind/:name">): Promise<CatalogThingResult> {
  throw new ProblemError(
    "CATALOG_UNKNOWN",
    `No catalog declares the ${kind} \`${name}\`, and none arrived in the range.`,
    "See `/api/catalog` for what there is, or choose a longer range.",
  );
}
