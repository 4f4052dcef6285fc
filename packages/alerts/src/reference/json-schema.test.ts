// The schema that editors use and the check of the console must agree on what a file of rules may say.
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { checkRules } from "../rule/check-rules.ts";
import { ruleFile } from "../rule/rule.ts";
import { jsonSchemaOf } from "./json-schema.ts";

const ajv = new Ajv2020({ strict: false, formats: { "date-time": true } });
const validate = ajv.compile(jsonSchemaOf(ruleFile, "rules"));
const on = { metric: "jobs" };

test.each([
  [true, { name: "a", on, when: { above: 1, recover: 0 } }],
  [
    true,
    {
      name: "a",
      when: {
        all: [
          { on, when: { above: 1 } },
          { on, when: { not: { when: { below: 3 } } } },
        ],
      },
    },
  ],
  [
    true,
    {
      name: "a",
      on: { operation: "GET /", measure: "p95" },
      when: { anomaly: {} },
      schedule: [{ from: "08:00" }],
    },
  ],
  [false, { name: "a", on, when: { abov: 1 } }],
  [false, { name: "a", on, when: { above: "1" } }],
  [false, { name: "a", on, when: { above: 1 }, for: "5 minutes" }],
  [false, { name: "a", on, when: { above: 1 }, severity: "high" }],
  [false, { on, when: { above: 1 } }],
])("schema and check agree: %s for %j", (isValid, rule) => {
  const file = { alerts: [rule] };
  expect([validate(file), checkRules(file).length === 0]).toEqual([isValid, isValid]);
});
