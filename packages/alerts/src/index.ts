export {
  createInput,
  type Input,
  keyOf,
  labelOf,
  type Labels,
  type Reading,
  type Sample,
} from "./condition/reading.ts";
export { detectorPrefixOf } from "./condition/detector-values.ts";
export {
  type BrokenRule,
  type CompiledRule,
  createEngine,
  type Engine,
  engineInSteps,
  inputsOf,
  labelsOfRule,
  stepOf,
} from "./machine/engine.ts";
export { isOver, type Notice, type NoticeKind, type Withheld } from "./machine/notify.ts";
export { matcherOf } from "./machine/calendar.ts";
export { readEngineState, readRuleState } from "./machine/check-state.ts";
export { roomBeside } from "./machine/room.ts";
export { dueRules, evaluateRound, type Read, type Round } from "./machine/round.ts";
export {
  type AlertState,
  type Change,
  type ChangeKind,
  type EngineState,
  type GroupState,
  newEngineState,
  type RuleState,
} from "./machine/state.ts";
export { momentOf, type Course } from "./replay/course.ts";
export { factsOfCsv, TableMistake } from "./replay/csv.ts";
export type { Fact, MetricFact, Recording } from "./replay/fact.ts";
export { type Reach, reachOf } from "./replay/reach.ts";
export {
  firstEvaluationMs,
  replay,
  type ReplayOptions,
  type RuleSummary,
  type Timeline,
} from "./replay/replay.ts";
export { isScenario, scenario, type Scenario, type ScenarioPlan, type Track } from "./replay/scenario.ts";
export { timelineText } from "./replay/timeline-text.ts";
export * from "./replay/tracks.ts";
export { type Budget, budgetOf, burnRules } from "./rule/burn-pairs.ts";
export { checkForm } from "./rule/check-form.ts";
export { checkRules, checkRulesInSteps } from "./rule/check-rules.ts";
export type { Condition, Member } from "./rule/condition.ts";
export { newHints } from "./rule/names.ts";
export { defineAlert, defineObjective, defineSilence } from "./rule/define.ts";
export { rulesOfExports } from "./rule/rules-of-exports.ts";
export type { AlertRule, Objective, RuleFile, Silence } from "./rule/rule.ts";
export { isRed, isShare, type RedSource, type Source } from "./rule/source.ts";
export { parseInstant } from "./shape/instant.ts";
export type { Problem } from "catalog/problem";
export { isRuleMistake, RuleMistake } from "./shape/rule-mistake.ts";
export { toEnd } from "./shape/to-end.ts";
