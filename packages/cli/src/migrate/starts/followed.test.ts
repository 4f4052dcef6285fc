// How far commands are followed, and where.
import { describe, expect, test } from "vitest";
import { compose, judged, type Texts } from "./judged-for-test.ts";

const dd = "dd-trace/init";
const scripts = (all: Texts): Texts => ({ "package.json": JSON.stringify({ scripts: all }) });

describe("scripts that call scripts", () => {
  const many = (call: string): string => Array.from({ length: 12 }, () => call).join(" & ");

  test.each<[what: string, command: string, files: Texts]>([
    ["itself", "npm run a", scripts({ a: `${many("npm run a")} & node -r ${dd} worker.js` })],
    [
      "each other",
      "npm run a",
      scripts({ a: many("npm run b"), b: `${many("npm run a")} & node -r ${dd} worker.js` }),
    ],
    ["a file that calls itself", "sh a.sh", { "a.sh": `${many("sh a.sh")}\nnode -r ${dd} worker.js\n` }],
    [
      "a file that runs its arguments, twice",
      "sh a.sh npm run b",
      { "a.sh": 'exec "$@"\n', ...scripts({ b: `sh a.sh node -r ${dd} worker.js` }) },
    ],
  ])("are followed once: %s", (_, command, files) => {
    const { inWay } = judged({ ...compose(`    command: ${command}\n`), ...files });
    expect(inWay).toContainEqual(expect.stringMatching(/dd-trace\/init \(service worker\)$/));
  });

  test("are not known beyond a limit", () => {
    const all = Object.fromEntries(
      [..."abcd"].map((name, index) => [name, many(`npm run ${"bcde"[index]}`)]),
    );
    const { left } = judged({
      ...compose("    command: npm run a\n"),
      ...scripts({ ...all, e: "node worker.js" }),
    });
    expect(left).toContainEqual(
      "compose.yaml:5: service worker: not known whether it starts Telltale: its scripts run more than 10000 commands",
    );
  });
});

describe("a workspace", () => {
  const jobs = `node -r ${dd} worker.js`;
  const packages: Texts = {
    "package.json": JSON.stringify({
      name: "all",
      scripts: { jobs, pay: "npm run -w pay jobs" },
      files: ["pay"],
    }),
    "apps/prepay/package.json": JSON.stringify({ name: "prepay", scripts: { jobs } }),
    "apps/pay/package.json": JSON.stringify({ name: "@acme/pay", scripts: { jobs: "node ../../plain.js" } }),
    "libs/shop/package.json": JSON.stringify({ name: "other", scripts: { jobs } }),
    "libs/other/package.json": JSON.stringify({ name: "shop", scripts: { jobs: "node ../../plain.js" } }),
  };

  test.each(["pay", "./apps/pay", "apps/pay/", "@acme/pay", "shop"])(
    "is found by its name, or else its folder: %s",
    (name) => {
      const { inWay } = judged({ ...compose(`    command: npm run -w ${name} jobs\n`), ...packages });
      expect(inWay.filter((line) => line.includes("(service worker)"))).toEqual([]);
    },
  );
});
