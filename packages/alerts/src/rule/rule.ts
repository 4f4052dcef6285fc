// A rule, an objective, a silence: what a file of rules holds.
import { alertSeverities } from "catalog/alert-severity";
import { leastEntries } from "catalog/least-counts";
import {
  boolean,
  choice,
  clock,
  duration,
  type Infer,
  list,
  number,
  object,
  optional,
  record,
  required,
  text,
  time,
} from "../shape/shape.ts";
import { condition } from "./condition.ts";
import { source } from "../source/sources.ts";

const days = choice(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]);

const schedule = object("Schedule", "A part of the week in a time zone.", {
  days: optional(list(days, 1), "Days of the week, of the beginning.", "all"),
  from: optional(clock, "Beginning, in the time zone.", "`00:00`"),
  to: optional(clock, "End; when it is not after `from`, it is on the next day.", "`24:00`"),
  timeZone: optional(text("Europe/Berlin"), "An IANA time zone.", "`UTC`"),
});

const maintenance = object("Maintenance window", "A time in which nothing is sent.", {
  from: required(time, "Beginning."),
  to: required(time, "End."),
  reason: optional(text("database upgrade"), "Shown with each alert that is withheld."),
});

const evidence = object(
  "Evidence",
  "How certain a share must be at low traffic. The value must be beyond the limit, and chance must not explain it: the chance of a false alarm of one evaluation follows from the budget, from the evaluations of 30 days and from how far their windows overlap, so that the budget holds whatever the traffic. A value beyond the limit without enough evidence changes nothing.",
  {
    expected: optional(
      number({ least: 0, most: 1 }),
      "The usual share, such as `0.4`. The further it is from the limit, the sooner an alert fires.",
      "what it was in the last day; while that is not known, half of the limit, and below a limit twice the limit or halfway to 1, whichever is less",
    ),
    minCount: optional(
      number({ least: 1, whole: true }),
      "Entries that the window must have.",
      `\`${leastEntries}\`, which two windows that follow each other may have together`,
    ),
    falseAlarmsPerMonth: optional(
      number({ above: 0, most: 10_000 }),
      "False alarms of a group whose true share is the usual one for 30 days, at most on average: by the test of a window, and as many by that of two windows that follow each other.",
      "`0.02`, together one a week of a hundred groups; in windows of 15 minutes and more `1` where that decides whether a fault is found in time",
    ),
  },
);

const flapping = object("Flapping", "Damps an alert that fires and recovers again and again.", {
  firings: required(
    number({ least: 1, most: 1000, whole: true }),
    "After this many firings within `within`, the alert stays firing until the oldest of them is older than that.",
  ),
  within: required(duration, "The time."),
});

const policy = choice(["keep", "ok", "fire", "report"]);
const policyHelp =
  "`keep` the last state; `ok`: as if the condition did not hold; `fire`: as if it held; `report`: a state of its own, after `for`.";

export const alertRule = object("Alert", "One rule.", {
  name: required(text("Purchases fail"), "Unique among the rules."),
  on: optional(source, "What the rule looks at. A burn rate and a composite condition can do without."),
  window: optional(
    duration,
    "The time over which the value is computed.",
    "`5m`, or `every` where that is longer",
  ),
  groupBy: optional(
    list(text("payment.provider")),
    "One alert for each combination of these attributes.",
    "one alert",
  ),
  groupLimit: optional(
    number({ least: 1, most: 10_000, whole: true }),
    "Groups beyond this number are left out and counted.",
    "`100`",
  ),
  when: required(condition, "When it fires."),
  for: optional(duration, "How long the condition must hold.", "`0s`"),
  recoverAfter: optional(
    duration,
    "How long the condition must not hold before a firing alert recovers.",
    "`0s`",
  ),
  every: optional(duration, "Time between evaluations.", "`1m`"),
  delay: optional(
    duration,
    "The window ends this long before the evaluation, for data that arrives late.",
    "`0s`",
  ),
  evidence: optional(
    evidence,
    "For shares and changes of shares.",
    "its defaults; `minCount: 1` needs no minimum",
  ),
  onNoData: optional(policy, `When there is no data. ${policyHelp}`, "`keep`"),
  onError: optional(policy, `When the value cannot be computed. ${policyHelp}`, "`keep`"),
  forgetAfter: optional(
    duration,
    "A group without data for this long is forgotten; a firing one ends. An alert that fires because too few entries were counted ends only where this is declared.",
    "`1d`",
  ),
  flapping: optional(flapping, "Damping.", "`{ firings: 3, within: 1h }`"),
  remind: optional(duration, "Sends a reminder this often while the alert fires.", "no reminders"),
  severity: optional(choice(alertSeverities), "How urgent it is.", "`ticket`"),
  owner: optional(text("team-checkout"), "The team that answers."),
  summary: optional(text("Three purchases of ten fail."), "One sentence for messages."),
  description: optional(text("Customers cannot buy."), "Further sentences for messages."),
  runbook: optional(text("https://handbook.example/checkout"), "URL of what to do."),
  labels: optional(record(text("checkout")), "Further labels, which silences can match."),
  schedule: optional(list(schedule, 1), "Sends only in these parts of the week.", "always"),
  maintenance: optional(list(maintenance), "Sends nothing in these times."),
  dependsOn: optional(
    list(text("Database down")),
    "Names of rules: while one of them is pending or fires for the same group, this alert is withheld.",
  ),
  disabled: optional(boolean, "`true`: the rule is checked and not evaluated.", "`false`"),
});

/** One rule as it is written. */
export type AlertRule = Infer<typeof alertRule>;

const burnPair = object("Burn alert", "An alert on the error budget.", {
  long: required(duration, "The long window."),
  short: required(duration, "The short window."),
  spends: required(number({ above: 0, most: 1 }), "The share of the budget that the long window may spend."),
  severity: optional(choice(alertSeverities), "How urgent it is.", "`page`"),
});

export const objectiveRule = object(
  "Objective",
  "A promise: the share of good events over a period. Its error budget gets burn-rate alerts.",
  {
    name: required(text("Purchases succeed"), "Unique among the objectives."),
    on: required(
      source,
      "A share: `completion`, `failure`, `errors`, `within` of a limit, or the conversion of a funnel. `failure` and `errors` count what is bad.",
    ),
    target: required(number({ above: 0, most: 0.999999 }), "The share of good events, such as `0.99`."),
    period: optional(duration, "The period of the budget.", "`30d`"),
    groupBy: optional(
      list(text("region")),
      "A budget for each combination of these attributes.",
      "one budget",
    ),
    alerts: optional(
      list(burnPair),
      "When to alert.",
      "2 % in `1h` and 5 % in `6h` page; 10 % in `1d` and 10 % in `3d` make a ticket; a window in which half of all events are bad is always enough",
    ),
    minBad: optional(number({ least: 1, whole: true }), "Bad events that an alert needs.", "`5`"),
    owner: optional(text("team-checkout"), "The team that answers."),
    description: optional(text("Nine purchases of ten are completed."), "What is promised."),
    runbook: optional(text("https://handbook.example/checkout"), "URL of what to do."),
    labels: optional(record(text("checkout")), "Further labels of its alerts."),
  },
);

export const silence = object("Silence", "Withholds the messages of matching alerts for a time.", {
  name: required(text("payment migration"), "Unique among the silences."),
  match: required(
    record(text("team-payments")),
    "Labels that an alert must have: attributes of its group, `labels`, and `alert`, `severity`, `owner`. `*` matches any text, `?` one character.",
  ),
  from: required(time, "Beginning."),
  to: required(time, "End."),
  reason: optional(text("planned migration"), "Why."),
  reportRecovery: optional(
    boolean,
    "`true`: the recovery of an alert that was reported before the silence is sent during it.",
    "`false`: it is sent after the silence",
  ),
});

export const ruleFile = object("File", "A file of rules.", {
  alerts: optional(list(alertRule), "Rules."),
  objectives: optional(list(objectiveRule), "Objectives."),
  silences: optional(list(silence), "Silences."),
});

/** An objective as it is written. */
export type Objective = Infer<typeof objectiveRule>;
/** A silence as it is written: no messages for matching alerts in a range of time. */
export type Silence = Infer<typeof silence>;
export type Schedule = Infer<typeof schedule>;
export type Maintenance = Infer<typeof maintenance>;
/** What a file holds. */
export type RuleFile = Infer<typeof ruleFile>;
