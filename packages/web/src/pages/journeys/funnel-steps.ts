// The path that a step stands for as a funnel: how most visits come to it, and from a first step how most go on.
import type { JourneyLink, JourneyResult } from "contract";

/** A funnel compares so many steps. */
const mostSteps = 20;

/**
 * The steps of the most used path to `step`, which is last. From a step that begins paths, the most used path on from it. Fewer than
 * two steps when no other step is before or after it.
 */
export function funnelSteps(
  { links, nodes }: Pick<JourneyResult, "links" | "nodes">,
  step: string,
): string[] {
  if (!nodes.some((node) => node.step === step)) return [];
  const forward = links.filter((link) => !link.loop);
  const before = follow(forward, step, "to", "from").toReversed();
  return before.length > 1 ? before : follow(forward, step, "from", "to");
}

/** The steps from `step` along the links that most visits took. A step comes once. */
function follow(
  links: readonly JourneyLink[],
  step: string,
  near: "from" | "to",
  far: "from" | "to",
): string[] {
  const path = [step];
  while (path.length < mostSteps) {
    const next = links
      .filter((link) => link[near] === path.at(-1) && !path.includes(link[far]))
      .reduce<JourneyLink | undefined>(
        (best, link) => (link.visits > (best?.visits ?? 0) ? link : best),
        undefined,
      );
    if (next === undefined) break;
    path.push(next[far]);
  }
  return path;
}
