// The order in which steps run, and what is said of them.
import { expect, test } from "vitest";

import { runSteps, type Step, type StepOptions } from "./step.ts";

const passing = (name: string, rest: Partial<Step> = {}): Step => ({ name, command: ["true"], ...rest });
const failing = (name: string, rest: Partial<Step> = {}): Step => ({
  name,
  command: ["sh", "-c", "echo reason; exit 3"],
  ...rest,
});

async function run(steps: readonly Step[], options: StepOptions = {}) {
  const lines: string[] = [];
  const result = await runSteps(steps, { atOnce: 1, ...options, print: (line) => lines.push(line) });
  return { ...result, lines: lines.map((line) => line.replaceAll(/[\d.]+ s/g, "N s")) };
}

test("starts the longest first, and what it waits for before it", async () => {
  const { lines, passed } = await run([
    passing("short"),
    passing("build", { cost: 2 }),
    passing("of the build", { after: ["build"], cost: 5 }),
    passing("long", { cost: 6 }),
  ]);
  expect(lines).toEqual(["build", "long", "of the build", "short"].map((name) => `✓ ${name} (N s, CPU N s)`));
  expect(passed).toBe(4);
});

test("does not wait for a step that is not among them", async () => {
  expect((await run([passing("check", { after: ["build"] })])).passed).toBe(1);
});

test("prints the output of a step that fails, skips those after it, and goes on with the others", async () => {
  const { lines, passed, failed } = await run([
    failing("build", { cost: 3 }),
    passing("pack", { after: ["build"] }),
    passing("publish", { after: ["pack"] }),
    passing("other"),
  ]);
  expect(lines).toEqual([
    "✗ build (N s, CPU N s)",
    "reason",
    "✗ pack (skipped)",
    "✗ publish (skipped)",
    "✓ other (N s, CPU N s)",
  ]);
  expect({ passed, failed }).toEqual({ passed: 1, failed: 3 });
});

test("starts nothing after a failure where asked, and calls those that passed", async () => {
  const done: string[] = [];
  const step = (name: string, cost: number): Step => passing(name, { cost, onPassed: () => done.push(name) });
  const { failed } = await run([step("first", 3), failing("second", { cost: 2 }), step("third", 1)], {
    stopAtFailure: true,
  });
  expect(done).toEqual(["first"]);
  expect(failed).toBe(1);
});

test("runs as many at a time as it may", async () => {
  // each waits until the other is there
  const meet = (own: string, other: string): Step["command"] => [
    "sh",
    "-c",
    `d=$MEETING; touch $d-${own}; while [ ! -e $d-${other} ]; do sleep 0.01; done`,
  ];
  const env = { MEETING: `${process.env["TMPDIR"] ?? "/tmp"}/telltale-steps-${process.pid}` };
  const both: Step[] = [
    { name: "one", command: meet("one", "two"), env },
    { name: "two", command: meet("two", "one"), env },
  ];
  expect((await run(both, { atOnce: 2 })).passed).toBe(2);
  await run([{ name: "tidy", command: ["sh", "-c", "rm -f $MEETING-*"], env }]);
});

test("counts the CPU time of a step and its children, and says why one cannot run", async () => {
  const busy = `
    const used = () => { const { user, system } = process.cpuUsage(); return user + system; };
    while (used() < 200_000) for (let i = 0; i < 1e6; i++);`;
  const { cpuSeconds } = await run([{ name: "busy", command: ["sh", "-c", `node -e '${busy}'; true`] }]);
  expect(cpuSeconds).toBeGreaterThanOrEqual(0.19);
  const { failed, lines } = await run([{ name: "absent", command: ["no-such-program"] }]);
  expect(failed).toBe(1);
  expect(lines.join("\n")).toContain("no-such-program");
});

test("fails for steps that wait for each other", async () => {
  await expect(run([passing("a", { after: ["b"] }), passing("b", { after: ["a"] })])).rejects.toThrow(
    "These steps wait for each other: a, b.",
  );
});
