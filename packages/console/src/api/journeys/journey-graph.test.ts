import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Hop, isLoop, placeSteps, type StepPlace } from "./journey-graph.ts";

const place = (step: string, meanPlace: number, visits = 100): StepPlace => ({
  step,
  visits,
  usualPlace: Math.round(meanPlace),
  meanPlace,
});
const hop = (from: string, to: string, visits = 100): Hop => ({ from, to, visits });
const depthsOf = (places: StepPlace[], hops: Hop[], declared: string[] = []): Record<string, number> =>
  Object.fromEntries(placeSteps(places, hops, declared));

describe("placeSteps", () => {
  test("declared steps are where they were declared", () => {
    const places = [place("done", 0), place("cart", 5), place("landing", 9)];
    expect(depthsOf(places, [], ["landing", "cart", "done"])).toEqual({ landing: 0, cart: 1, done: 2 });
  });

  test("without a declaration, each step is after the steps its visits came from", () => {
    const places = [place("home", 0), place("category", 1, 40), place("product", 1.4)];
    const hops = [hop("home", "product", 60), hop("home", "category", 40), hop("category", "product", 40)];
    expect(depthsOf(places, hops)).toEqual({ home: 0, category: 1, product: 2 });
  });

  test("a rare path does not move a step to a later column", () => {
    const places = [place("home", 0), place("help", 0.5), place("product", 1)];
    const hops = [hop("home", "product"), hop("help", "product", 4), hop("home", "help", 1)];
    expect(depthsOf(places, hops)).toEqual({ home: 0, help: 0, product: 1 });
  });

  test("the rarer direction between two steps is the loop", () => {
    const places = [place("a", 0.4), place("b", 0.6)];
    const depths = placeSteps(places, [hop("a", "b", 30), hop("b", "a", 70)], []);
    expect([depths.get("a"), depths.get("b")]).toEqual([0, 0]);
    expect(isLoop("a", "b", depths)).toBe(true);
    expect(depthsOf(places, [hop("a", "b", 70), hop("b", "a", 30)])).toEqual({ a: 0, b: 1 });
  });

  test("a step beside declared ones takes the column with the fewest loops", () => {
    const declared = ["landing", "product", "cart"];
    const places = [place("landing", 0), place("product", 1), place("cart", 2), place("compared", 3, 20)];
    const hops = [
      hop("landing", "product"),
      hop("product", "cart"),
      hop("product", "compared", 20),
      hop("compared", "product", 3),
    ];
    expect(depthsOf(places, hops, declared)["compared"]).toBe(3);
    const early = [place("landing", 0), place("search", 0.2, 20), place("product", 1)];
    expect(
      depthsOf(early, [hop("search", "product", 20), hop("landing", "product")], declared)["search"],
    ).toBe(0);
  });
});

test("links that are not loops never form a cycle", () => {
  const step = fc.constantFrom("a", "b", "c", "d", "e", "f");
  const places = fc.uniqueArray(
    fc.record({
      step,
      visits: fc.nat(100),
      usualPlace: fc.nat(8),
      meanPlace: fc.double({ min: 0, max: 8, noNaN: true }),
    }),
    {
      selector: (one) => one.step,
    },
  );
  const hops = fc.array(fc.record({ from: step, to: step, visits: fc.nat(100) }));
  fc.assert(
    fc.property(places, hops, fc.uniqueArray(step), (nodes, links, declared) => {
      const known = new Set(nodes.map((node) => node.step));
      const inside = links.filter(({ from, to }) => known.has(from) && known.has(to));
      const depths = placeSteps(nodes, inside, declared);
      expect([...depths.keys()].toSorted()).toEqual([...known].toSorted());
      let forward = inside.filter(({ from, to }) => !isLoop(from, to, depths));
      // Taking away links into steps without successors empties a graph without cycles.
      for (let round = 0; round < 7; round++)
        forward = forward.filter(({ to }) => forward.some(({ from }) => from === to));
      expect(forward).toEqual([]);
    }),
  );
});
