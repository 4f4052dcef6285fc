// What does one round of the alert rules' state machine cost: 1,000 rules over 10,000 groups?
import { createEngine, type EngineState, evaluateRound, newEngineState, type Reading } from "alerts";
import { answer, figureOf } from "./figure.ts";

const rules = 1000;
const groupsOfRule = 10;
const rounds = 31;
const minute = 60_000;

const engine = createEngine({
  alerts: Array.from({ length: rules }, (_, index) => ({
    name: `rule ${index}`,
    on: { metric: `metric.${index}` },
    groupBy: ["region"],
    when: { above: 100, recover: 50 },
    for: "2m",
  })),
});

/** Values that rise above the limit and fall again, for each group at another time. */
function readingAt(rule: number, round: number): Reading {
  return {
    groups: Array.from({ length: groupsOfRule }, (_, group) => ({
      labels: { region: `region-${group}` },
      sample: { value: 75 + 75 * Math.sin((rule * 7 + group * 3 + round) / 5) },
    })),
  };
}

let state: EngineState = newEngineState;
let changes = 0;
const cpuMs: number[] = [];
for (let round = 0; round < rounds; round += 1) {
  const readings = new Map(
    Array.from({ length: rules }, (_, rule) => [`metric.${rule}`, readingAt(rule, round)]),
  );
  const before = process.cpuUsage();
  const result = evaluateRound(engine, state, (round + 1) * minute, ({ source }) =>
    "metric" in source ? readings.get(source.metric)! : { error: "another source" },
  );
  const { user, system } = process.cpuUsage(before);
  ({ state } = result);
  changes += result.changes.length;
  // the first rounds create the groups and warm the code
  if (round >= 10) cpuMs.push((user + system) / 1000);
}

const known = Object.values(state.rules).reduce((sum, { groups }) => sum + Object.keys(groups).length, 0);
if (known !== rules * groupsOfRule || changes < 10_000)
  throw new Error(`The work did not happen: ${known} groups, ${changes} changes.`);

answer({
  question: "CPU of one round of alert rules",
  method: `${rules.toLocaleString("en")} threshold rules over ${known.toLocaleString("en")} groups, of which 11 % change in a round; ${cpuMs.length} rounds after ten. The readings are in memory: only conditions, the state machine and messages are measured.`,
  figures: [figureOf("one round, each minute", "ms CPU", cpuMs)],
});
