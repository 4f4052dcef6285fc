export { budgetSourceOf, budgetValuesOf } from "./condition/budget-left.ts";
export { createInput, type Input, type Reading } from "./condition/reading.ts";
export { type Counts, keyOf, labelOf, type Labels, type Sample } from "./condition/sample.ts";
export { detectorPrefixOf } from "./condition/detector-values.ts";
export { unsureOf } from "./condition/verdict.ts";
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
export { labelsOfGroup } from "./machine/severity.ts";
export { type AcceptedBy, dueRules, evaluateRound, type Read, type Round } from "./machine/round.ts";
export {
  type AlertState,
  type Change,
  type ChangeKind,
  type EngineState,
  type GroupState,
  newEngineState,
  type RuleState,
  ruleStateOf,
} from "./machine/state.ts";
export { momentOf, type Course } from "./replay/course.ts";
export { factsOfCsv, TableMistake } from "./replay/csv.ts";
export type { Recording } from "./replay/recording.ts";
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
export { type Condition, growthLimit, hasAnomaly, type Member, membersOf } from "./rule/condition.ts";
export { newHints } from "./rule/names.ts";
export { defineAlert, defineObjective, defineSilence } from "./rule/define.ts";
export { rulesOfExports } from "./rule/rules-of-exports.ts";
export type { AlertRule, Objective, RuleFile, Silence } from "./rule/rule.ts";
export type { MetricFact } from "./source/metric.ts";
export type { RedSource } from "./source/red.ts";
export { type Fact, isRed, isShare, type Source } from "./source/sources.ts";
export { parseInstant } from "./shape/instant.ts";
export { lineIn, type LineOf } from "./shape/line-in.ts";
export type { Problem } from "catalog/problem";
export { isRuleMistake, RuleMistake } from "./shape/rule-mistake.ts";
export { toEnd } from "./shape/to-end.ts";
