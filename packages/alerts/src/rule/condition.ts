// When a rule fires.
import {
  type Alternative,
  alternative,
  boolean,
  choice,
  duration,
  type Infer,
  later,
  list,
  number,
  object,
  oneOf,
  optional,
  required,
  type Shape,
  text,
  time,
} from "../shape/shape.ts";
import { alertSeverities } from "catalog/alert-severity";
import type { Duration } from "catalog/duration";
import { type Source, source } from "../source/sources.ts";

const recover = (side: string) =>
  optional(number(), `A firing alert recovers only ${side} this value.`, "the limit itself");

const aboveText =
  "The value is above a limit. The request rate of a service that began within the window is of the time since then; an alert begins when that of the whole window is above the limit.";
const belowText =
  "The value is below a limit. A number or rate of things begins no alert while telemetry, or the service that the rule names or groups by, began within the window.";

const above = alternative("Above", ["above"], aboveText, {
  above: required(number(), "The limit. Shares are from 0 to 1, durations in seconds."),
  recover: recover("at or below"),
});
const below = alternative("Below", ["below"], belowText, {
  below: required(number(), "The limit. Shares are from 0 to 1, durations in seconds."),
  recover: recover("at or above"),
});
const change = alternative(
  "Change",
  ["change"],
  "The value differs from the same time earlier, by more than a share of the earlier value. For shares the counts of both windows are compared (two-proportion test).",
  {
    change: required(
      object("Change against earlier", "At least one of `above`, `times` and `below`.", {
        ago: required(duration, "How much earlier: `1d`, `7d`."),
        above: optional(
          number({ above: 0 }),
          "Fires on a growth by more than this: `0.5` is 50 %. Less than 10: for a larger growth write `times`.",
        ),
        times: optional(
          number({ above: 1 }),
          "Instead of `above`: fires when the value is more than this many times the earlier one. `20` is a growth by 1,900 %.",
        ),
        below: optional(
          number({ above: -1, most: 0 }),
          "Fires on a fall by more than this: `-0.5` is a fall by half.",
        ),
      }),
      "What is compared.",
    ),
  },
);
const anomaly = alternative("Anomaly", ["anomaly"], "The value leaves the band that the detector expects.", {
  anomaly: required(
    object("Detector", "How the detector is read.", {
      direction: optional(choice(["both", "above", "below"]), "Which side of the band fires.", "`both`"),
      falseAlarmsPerWeek: optional(
        number({ least: 0.001, most: 1000 }),
        "The budget of a hundred groups in a week.",
        "`1`; of counts and shares `5`, of which they use little",
      ),
      acceptAfter: optional(
        duration,
        "An anomaly that lasts this long is the usual level from then on, and the alert recovers.",
        "never: the alert fires until the value is back",
      ),
      holidays: optional(
        list(
          object(
            "Holiday",
            "A time that is not like others, such as a public holiday, a sale or a migration.",
            {
              name: required(text("Black Friday"), "How it is called."),
              from: required(time, "Beginning."),
              to: required(time, "End."),
            },
          ),
        ),
        "Times in which the detector neither learns nor decides: the alert neither fires nor recovers.",
        "none",
      ),
    }),
    "How the detector is read; `{}` for the defaults.",
  ),
});
/** Evaluations that a forecast needs. */
export const forecastPoints = 5;

const forecast = alternative(
  "Forecast",
  ["forecast"],
  "The value will cross a limit soon, if it goes on as it does.",
  {
    forecast: required(
      object("Forecast", "One of `above` and `below`.", {
        above: optional(number(), "The limit from below."),
        below: optional(number(), "The limit from above."),
        within: required(duration, "Fires when the limit is reached in this time."),
        over: optional(duration, "The past that the line is fitted to.", "as long as `within`"),
      }),
      "The limit and the time.",
    ),
  },
);
const burnRate = alternative("Burn rate", ["burnRate"], "The error budget of an objective burns too fast.", {
  burnRate: required(
    object("Burn rate", "Pairs of windows; one pair that burns is enough.", {
      objective: required(text("Purchases succeed"), "Name of the objective."),
      windows: required(
        list(
          object("Pair of windows", "Both windows must burn faster than `factor`.", {
            long: required(duration, "The long window, which makes the alert certain."),
            short: required(duration, "The short window, which ends it soon after the errors."),
            factor: required(number({ above: 0 }), "How many times faster than the budget allows."),
            severity: optional(
              choice(alertSeverities),
              "How urgent the alert is while this pair burns; of several that burn, the most urgent counts.",
              "that of the rule",
            ),
          }),
          1,
        ),
        "The pairs.",
      ),
      minBad: optional(
        number({ least: 1, whole: true }),
        "Bad events that the long window must have.",
        "`5`",
      ),
    }),
    "The objective and the windows.",
  ),
});
const absent = alternative(
  "Absent",
  ["absent"],
  "There is no data in the window. Telemetry of any kind began before it, and so did the service that the rule names or groups by.",
  {
    absent: required(
      boolean,
      "`true` fires without data; `false` is about data that is there, and fires with it.",
    ),
  },
);

/** A condition inside of a composite one, on its own source if it names one. */
export interface Member {
  readonly on?: Source | undefined;
  readonly window?: Duration | undefined;
  readonly groupBy?: readonly string[] | undefined;
  readonly when: Condition;
}

const member: Shape<Member> = later("Member", () =>
  object("Member", "A condition with a source of its own. What is left out is the rule's.", {
    on: optional(source, "What the member looks at.", "the rule's source"),
    window: optional(duration, "Its window.", "the rule's window"),
    groupBy: optional(list(text("region")), "`[]` for one value for all groups of the rule.", "as the rule"),
    when: required(condition, "The condition."),
  }),
);

const all = alternative("All", ["all"], "All members hold.", {
  all: required(list(member, 1), "The members."),
});
const any = alternative("Any", ["any"], "At least one member holds.", {
  any: required(list(member, 1), "The members."),
});
const not = alternative("Not", ["not"], "The member does not hold.", {
  not: required(member, "The member."),
});

/** Holds when all members hold. */
interface AllOf {
  /** The members. */
  readonly all: readonly Member[];
}
/** Holds when at least one member holds. */
interface AnyOf {
  /** The members. */
  readonly any: readonly Member[];
}
/** Holds when the member does not hold. */
interface NotOf {
  /** The member. */
  readonly not: Member;
}

/** A condition on one value, or on several. */
export type Condition =
  | Infer<typeof above>
  | Infer<typeof below>
  | Infer<typeof change>
  | Infer<typeof anomaly>
  | Infer<typeof forecast>
  | Infer<typeof burnRate>
  | Infer<typeof absent>
  | AllOf
  | AnyOf
  | NotOf;

/** The growth beyond which a change fires: `0.5` is 50 %. Undefined: it fires on no growth. */
export function growthLimit(limits: ChangeLimits): number | undefined {
  return limits.times === undefined ? limits.above : limits.times - 1;
}

type ChangeLimits = Pick<Extract<Condition, { change: unknown }>["change"], "above" | "times">;

/** The members of a composite condition; none of any other. */
export function membersOf(when: Condition): readonly Member[] {
  if ("all" in when) return when.all;
  if ("any" in when) return when.any;
  return "not" in when ? [when.not] : [];
}

/** Whether the condition holds because of an anomaly, its own or that of a member: a person can accept its level. Under `not` none does. */
export function hasAnomaly(when: Condition): boolean {
  return "anomaly" in when || ("not" in when ? [] : membersOf(when)).some((one) => hasAnomaly(one.when));
}

export const condition: Shape<Condition> = oneOf("a condition", [
  above,
  below,
  change,
  anomaly,
  forecast,
  burnRate,
  absent,
  all as Alternative<AllOf>,
  any as Alternative<AnyOf>,
  not as Alternative<NotOf>,
]);
