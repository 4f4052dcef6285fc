// What the tests of a whole run take from the network, fetched while the packages are built: the setups of the tests, which come one after
// the other, then find it. They try again what cannot be fetched here, and say what is skipped without it.
import { isFetched } from "../pinned.ts";
import { runSteps, script, type Step } from "../step.ts";
import type { Tier } from "./tiers.ts";

/** Fetches what the tests of `tier` need. Never rejects: what fails here is fetched again, and reported, by the tests that need it. */
export async function fetchAhead(tier: Tier, run: typeof runSteps = runSteps): Promise<void> {
  try {
    // they wait for the network
    await run(stepsOf(tier), { atOnce: Infinity });
  } catch (error) {
    console.log(`Cannot fetch ahead what tests need: ${(error as Error).message}`);
  }
}

function stepsOf(tier: Tier): Step[] {
  // npm has other Nodes for Linux alone (runtimes.ts), and no test of `npm test` needs the platforms
  const wanted = [
    ...(process.platform === "linux" ? ["runtimes"] : []),
    ...(tier === "quick" ? [] : ["platforms"]),
  ];
  const pinned = wanted.filter((name) => !isFetched(name));
  return [
    { name: "install programs", command: script("debian-programs") },
    ...pinned.map((name) => ({ name: `fetch ${name}`, command: script("pinned", name) })),
  ];
}
