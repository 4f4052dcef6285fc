// Plants small mistakes in the sources, one at a time, and records which test file finds each: a measure of what the tests find, and of
// what a change of the tests loses. The list of faults is data (planted-faults/faults.json).
import { parseArgs } from "node:util";

import { check, choose, listFile, printSummary, reach, run, types } from "./planted-faults/commands.ts";
import { type Tier, tiers } from "./planted-faults/suite.ts";

const usage = `Usage: node --conditions=telltale-source tools/planted-faults.ts <command> [options]

  choose --commit COMMIT [--seed 31] [--count 100]
      Chooses the faults in packages/*/src of a commit, and writes tools/planted-faults/faults.json.
  check --checkout FOLDER
      Names the faults whose lines are not in that checkout.
  types --checkout FOLDER
      Notes in the list which faults the type check finds.
  reach --checkout FOLDER --results FOLDER [--projects LIST] [--slowness N]
      Runs the tests once with probes at all faults, and notes which test files reach which; the probes stay in the checkout. Called again
      with the same folder of results it adds other projects. Without projects: all but those of images.
  run --checkout FOLDER --results FOLDER [options]
      Hunts each fault that has no result yet. The checkout must be installed, without changes, and not edited meanwhile.
      --quick            only the tests of \`npm test\` (sets TELLTALE_TESTS=quick)
      --tiers LIST       of unit,whole,rest (all)
      --only LIST        ids of faults
      --minutes N        for each tier of a fault (20)
      --slowness N       factor of the time limits (2)
      --no-build         for tests that run the sources; what is missed is hunted again with builds
      --hints FOLDER     results of another run: the test files that found a fault there are tried first
      --without FOLDER   results of another run: faults that were found there are left out
      --reach FOLDER     results of \`reach\`: only the test files that reach a fault
  summary --old FOLDER [--quick FOLDER] [--all FOLDER]
      Prints a table in Markdown of the results before a change, of \`npm test\`, and of what \`npm run test:all\` adds. Each takes
      several folders, between commas: of a fault the row of the last folder counts.

Each command takes --list FILE for another list than faults.json; \`reach\` takes several, between commas.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    commit: { type: "string", default: "HEAD" },
    seed: { type: "string", default: "31" },
    count: { type: "string", default: "100" },
    list: { type: "string", default: listFile },
    projects: { type: "string", default: "!images" },
    reach: { type: "string" },
    "no-build": { type: "boolean", default: false },
    checkout: { type: "string" },
    results: { type: "string" },
    tiers: { type: "string", default: tiers.join() },
    only: { type: "string", default: "" },
    minutes: { type: "string", default: "20" },
    slowness: { type: "string", default: "2" },
    hints: { type: "string" },
    without: { type: "string" },
    old: { type: "string" },
    // a flag of `run`, a folder of `summary`
    quick: { type: positionalCommand() === "summary" ? "string" : "boolean" },
    all: { type: "string" },
  },
});
const [command] = positionals;

if (command === "choose") choose(values.list, values.commit, Number(values.count), Number(values.seed));
else if (command === "check" && values.checkout !== undefined)
  process.exitCode = check(values.list, values.checkout) ? 0 : 1;
else if (command === "types" && values.checkout !== undefined) types(values.list, values.checkout);
else if (command === "reach" && values.checkout !== undefined && values.results !== undefined)
  await reach({
    lists: values.list.split(","),
    checkout: values.checkout,
    results: values.results,
    projects: values.projects.split(","),
    slowness: Number(values.slowness),
  });
else if (command === "run" && values.checkout !== undefined && values.results !== undefined)
  await run({
    list: values.list,
    checkout: values.checkout,
    results: values.results,
    quick: values.quick === true,
    tiers: values.tiers.split(",").filter((tier): tier is Tier => tiers.includes(tier as Tier)),
    only: values.only.split(",").filter((id) => id !== ""),
    minutes: Number(values.minutes),
    slowness: Number(values.slowness),
    hints: values.hints,
    without: values.without,
    reach: values.reach,
    builds: !values["no-build"],
  });
else if (command === "summary")
  printSummary(
    values.list,
    values.old,
    typeof values.quick === "string" ? values.quick : undefined,
    values.all,
  );
else {
  console.error(usage);
  process.exitCode = 1;
}

function positionalCommand(): string | undefined {
  return process.argv[2];
}
