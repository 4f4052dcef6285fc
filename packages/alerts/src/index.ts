export type { Reading, Input, Labels, Sample } from "./condition/reading.ts";
export { type CompiledRule, createEngine, type Engine, inputsOf } from "./machine/engine.ts";
export type { Notice, NoticeKind, Withheld } from "./machine/notify.ts";
export { dueRules, evaluateRound, type Read, type Round } from "./machine/round.ts";
export {
  type AlertState,
  type Change,
  type ChangeKind,
  type EngineState,
  type GroupState,
  newEngineState,
} from "./machine/state.ts";
export { momentOf, type Course } from "./replay/course.ts";
export { factsOfCsv, TableMistake } from "./replay/csv.ts";
export type { Fact, MetricFact, Recording } from "./replay/fact.ts";
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
export { checkRules } from "./rule/check-rules.ts";
export type { Condition, Member } from "./rule/condition.ts";
export { defineAlert, defineObjective, defineSilence } from "./rule/define.ts";
export type { AlertRule, Objective, RuleFile, Silence } from "./rule/rule.ts";
export { isShare, type Source } from "./rule/source.ts";
export { durationMs, formatDuration } from "./shape/duration.ts";
export { parseInstant } from "./shape/instant.ts";
export { isRuleMistake, type Problem, RuleMistake } from "./shape/problem.ts";
