// Parameters of requests as fields of a schema. A schema says what a value is; that it comes as text in an address is the reader's
// matter (packages/console/src/api/params/params.ts). Each message is an expectation and a fix, of which the reader makes the error answer.
import { z } from "zod";
import { funnelOrders } from "./enumerations.ts";

/** Longest text a parameter may have. */
const maxText = 4096;
const notTooLong = expected(`at most ${maxText} characters`, "Shorten it.");

/** What a value has to be, and what to pass instead, in one message. */
export function expected(expectation: string, fix: string): string {
  return `${expectation}\n${fix}`;
}

/** A text that must be given. */
export const requiredText = z.string(expected("a value", "Put it into the path.")).max(maxText, notTooLong);

/** A text; absent when empty. */
export const text = z.string().max(maxText, notTooLong).optional();

/** A field that may be given several times. */
export const texts = z
  .array(z.string().max(maxText, notTooLong))
  .max(20, expected("at most 20 of them", "Leave some out."))
  .default([]);

/** One of `values`. */
export function oneOf<const Values extends readonly string[]>(...values: Values) {
  const list = values.map((value) => `\`${value}\``).join(", ");
  return z.enum(values, expected(`one of ${list}`, `Pass one of ${list}.`)).optional();
}

/** A whole number from `min` to `max`. */
export function whole(min: number, max: number) {
  const message = expected(`a whole number from ${min} to ${max}`, `Pass for example ${min}.`);
  return z.int(message).min(min, message).max(max, message).optional();
}

/** A number from `min` to `max`, as of milliseconds. */
export function decimal(min: number, max: number) {
  const example = min > 0.5 ? "`250`" : "`250` or `0.5`";
  const message = expected(`a number from ${min} to ${max}`, `Pass for example ${example}.`);
  return z.number(message).min(min, message).max(max, message).optional();
}

/** Hex digits of a given count, made lower-case. */
export function hex(digits: number) {
  const message = expected(`${digits} hex digits`, "Copy the whole id.");
  return z
    .string(message)
    .regex(new RegExp(`^[0-9a-fA-F]{${digits}}$`), message)
    .toLowerCase()
    .optional();
}

const time =
  "ISO 8601 with up to nine digits of seconds (`2026-11-20T14:31:06.251Z`), or relative to now (`-1h`, `-30m`, `-7d`, `now`). A time without a zone is UTC.";

/** Which time is asked about, and which environment. */
export const rangeFields = {
  from: text.describe(`${time} Default \`-1h\`.`),
  to: text.describe(`${time} Default \`now\`.`),
  environment: text.describe("`deployment.environment.name`; all when absent."),
};

/** Conditions on attributes. */
export const filterFields = {
  filter: texts.describe(
    "Attribute conditions, all of which must hold: `key=value`, `key!=value`, `key>3`, `key>=3`, `key<3`, `key<=3`, `key exists`, `!key exists`, and the words `error` and `!error`. Repeat the parameter for several. Attributes of the span (or record) and of its resource count. Fields are named like attributes: `service`, `name`, `duration>500ms`, `status`, `kind`, `entry=true` (spans that enter a service) of spans; `service`, `severity>=warn`, `event.name` of log records.",
  ),
};

/** Which business records count on a page, and of whom. */
export const recordFilterFields = {
  service: text.describe("Only records of this service count, of every figure."),
  filter: filterFields.filter.describe(
    "Only records that meet all conditions count, of every figure: `key=value`, `key!=value`, `key>3`, `key exists`, `!key exists`, on attributes of the record and of its process. Conditions on people choose whose records count: `person did pay`, `person has tier=gold`, `transaction failed`, `transaction failed with card_declined`, `error` and `duration>2s`, and with `!` before all but the last the others.",
  ),
};

const cursor = text.describe("`nextCursor` of the page before. Opaque.");

/** A page of a list. */
export const pageFields = { limit: whole(1, 500).default(50), cursor };

/** A page of a list that most callers want as a whole: types, journeys, funnels. */
export const listFields = { limit: whole(1, 500).default(500), cursor };

/** How the steps of one funnel must be taken. */
export const funnelRuleFields = {
  steps: texts.describe(
    "Funnels: steps of the journey in the order of the funnel, two or more; those of the funnel itself when absent.",
  ),
  order: oneOf(...funnelOrders)
    .default("ordered")
    .describe(
      "Funnels: `ordered` allows other steps in between, `strict` does not (repeating a step is allowed), `any` counts the steps in any order.",
    ),
  exclude: texts.describe(
    "Funnels: steps that end an attempt: after one of them a person has to begin anew.",
  ),
};
