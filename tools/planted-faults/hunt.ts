// Hunts one planted fault: runs the tests that can find it, tier by tier, until one does. A test file finds it if it fails twice with the
// fault and passes without it.
import type { Checkout } from "./checkout.ts";
import type { Fault } from "./fault.ts";
import type { Results, Row } from "./results.ts";
import { type Suite, testsFor, type Tier, tierOf } from "./suite.ts";
import type { TestRun, TestRuns } from "./test-runs.ts";

export interface Hunt {
  readonly checkout: Checkout;
  readonly runs: TestRuns;
  readonly suite: Suite;
  readonly results: Results;
  readonly tiers: readonly Tier[];
  /** For each tier of a fault. */
  readonly minutes: number;
  /** Test files that found the fault in another run: they are tried first. */
  readonly hints: readonly string[];
}

/** How many files run at once: at first few, so that a likely one ends it early. */
const batches: Readonly<Record<Tier, readonly [number, number]>> = {
  unit: [1, 40],
  whole: [2, 16],
  rest: [2, 6],
};

type Found = Pick<Row, "tier" | "by" | "how" | "message">;

interface Progress {
  readonly ran: Set<string>;
  readonly dismissed: Set<string>;
  left: number;
}

/** Plants `fault`, hunts it, and takes it out again. */
export async function huntFault(fault: Fault, hunt: Hunt): Promise<Row> {
  const started = performance.now();
  const progress: Progress = { ran: new Set(), dismissed: new Set(), left: 0 };
  const isPlanted = hunt.checkout.plant(fault);
  try {
    const found = isPlanted ? await findIt(fault, hunt, progress) : undefined;
    return {
      id: fault.id,
      status: isPlanted ? (found === undefined ? "missed" : "found") : "gone",
      ...found,
      ran: progress.ran.size,
      left: progress.left,
      dismissed: [...progress.dismissed],
      seconds: Math.round((performance.now() - started) / 1000),
    };
  } finally {
    hunt.checkout.restore();
  }
}

async function findIt(fault: Fault, hunt: Hunt, progress: Progress): Promise<Found | undefined> {
  const { tests } = hunt.suite;
  const hinted = tests.filter(({ file }) => hunt.hints.includes(file));
  for (const tier of hunt.tiers) {
    const files = hinted.filter((test) => tierOf(test) === tier).map(({ file }) => file);
    const found = await search(fault, tier, files, hunt, progress);
    if (found !== undefined) return found;
  }
  for (const tier of hunt.tiers) {
    const found = await search(fault, tier, testsFor(fault, tier, hunt.suite), hunt, progress);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Runs `files` in batches until one finds the fault or the time of the tier is over. */
async function search(
  fault: Fault,
  tier: Tier,
  files: readonly string[],
  hunt: Hunt,
  progress: Progress,
): Promise<Found | undefined> {
  const isOpen = (file: string): boolean =>
    !progress.ran.has(file) && !progress.dismissed.has(file) && hunt.results.passes(file) !== false;
  let open = files.filter(isOpen);
  if (open.length === 0) return undefined;
  const broken = await buildFor(tier, hunt);
  if (broken !== undefined) return { tier, ...broken };
  const until = performance.now() + hunt.minutes * 60_000;
  for (let [size, most] = batches[tier]; open.length > 0; size = Math.min(size * 2, most)) {
    if (performance.now() > until) {
      progress.left += open.length;
      return undefined;
    }
    const batch = open.slice(0, size);
    const run = await hunt.runs.run(batch, tier);
    const found = await confirm(fault, tier, run.failed, hunt, progress);
    if (found !== undefined) return found;
    for (const file of run.failed.length === 0 ? batch : run.passed) progress.ran.add(file);
    open = open.filter(isOpen);
  }
  return undefined;
}

/** The first of `failed` that fails again and passes without the fault. */
async function confirm(
  fault: Fault,
  tier: Tier,
  failed: TestRun["failed"],
  hunt: Hunt,
  progress: Progress,
): Promise<Found | undefined> {
  for (const { file, how, message } of failed) {
    const again = await hunt.runs.run([file], tier);
    if (again.failed.length > 0 && (await passesWithout(fault, file, tier, hunt))) {
      progress.ran.add(file);
      return { tier, by: [file], how, message };
    }
    progress.dismissed.add(file);
  }
  return undefined;
}

/** Whether a test file passes without the fault; it may fail once because the machine is busy. Asked once for each file. */
async function passesWithout(fault: Fault, file: string, tier: Tier, hunt: Hunt): Promise<boolean> {
  const known = hunt.results.passes(file);
  if (known !== undefined) return known;
  hunt.checkout.restore();
  if (tier !== "unit") await hunt.runs.build();
  const attempt = async (): Promise<boolean> => (await hunt.runs.run([file], tier)).failed.length === 0;
  const passes = (await attempt()) || (await attempt());
  hunt.results.addBaseline(file, passes);
  hunt.checkout.plant(fault);
  if (!passes && tier !== "unit") await hunt.runs.build();
  return passes;
}

/** Builds what has changed, for the tests that use it. A build that fails has found the fault. */
async function buildFor(
  tier: Tier,
  { runs }: Hunt,
): Promise<Pick<Found, "by" | "how" | "message"> | undefined> {
  if (tier === "unit") return undefined;
  const { code, output } = await runs.build();
  if (code === 0) return undefined;
  return { by: ["build"], how: "build", message: output.trim().split("\n").at(-1) ?? "" };
}
