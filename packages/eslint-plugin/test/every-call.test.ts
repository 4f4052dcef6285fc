// A secret is found in every call of the library that takes attributes, and names that say nothing in every call that takes a name.
import { libraryCalls } from "catalog/calls";
import { Linter } from "eslint";
import { expect, test } from "vitest";
import plugin from "../src/index.ts";
import { parser } from "./support/typescript-parser.ts";

const secret = `{ "user.password": value }`;
/** How a program writes attributes, by the call. */
const withAttributes: Readonly<Record<string, string>> = {
  trace: `trace("charge card", { attributes: ${secret} }, work)`,
  startSpan: `using span = startSpan("charge card", { attributes: ${secret} })`,
  enterSpan: `using span = enterSpan("charge card", { attributes: ${secret} })`,
  addAttribute: `addAttribute("user.password", value)`,
  addAttributes: `addAttributes(${secret})`,
  addEvent: `addEvent("card charged", ${secret})`,
  withContext: `withContext(${secret}, work)`,
  profile: `profile("charge card", work, { attributes: ${secret} })`,
  wrap: `wrap(work, { attributes: () => (${secret}) })`,
  traceMethod: `class Cards { @traceMethod({ attributes: ${secret} }) charge() {} }`,
  profiled: `profiled(work, { attributes: ${secret} })`,
  profileMethod: `class Cards { @profileMethod({ attributes: ${secret} }) charge() {} }`,
  counted: `counted(work, { attributes: ${secret} })`,
  countCalls: `class Cards { @countCalls({ attributes: ${secret} }) charge() {} }`,
  timed: `timed(work, { attributes: ${secret} })`,
  timeMethod: `class Cards { @timeMethod({ attributes: ${secret} }) charge() {} }`,
  tracked: `tracked(work, { attributes: ${secret} })`,
  trackTransaction: `class Cards { @trackTransaction({ attributes: ${secret} }) charge() {} }`,
  "log.trace": `log.trace("card charged", ${secret})`,
  "log.debug": `log.debug("card charged", ${secret})`,
  "log.info": `log.info("card charged", ${secret})`,
  "log.warn": `log.warn("card charged", ${secret})`,
  "log.error": `log.error("card charged", ${secret})`,
  "log.fatal": `log.fatal("card charged", ${secret})`,
  "log.with": `log.with(${secret})`,
  event: `event("card.charged", ${secret})`,
  captureError: `captureError(error, { attributes: ${secret} })`,
  transaction: `transaction("purchase", { attributes: ${secret} }, work)`,
  startTransaction: `using tx = startTransaction("purchase", { attributes: ${secret} })`,
  recordTransaction: `recordTransaction("purchase", { outcome: "completed", startTime, attributes: ${secret} })`,
  resumeTransaction: `using tx = resumeTransaction(token, { attributes: ${secret} })`,
  journey: `journey("shopping", { attributes: ${secret} })`,
  journeyStep: `journeyStep("u1", "cart", ${secret})`,
  emit: `emit("card.charged", ${secret})`,
  interaction: `interaction("complaint", { attributes: ${secret} }, work)`,
  traceDatabase: `traceDatabase({ system: "redis", attributes: ${secret} }, work)`,
  traceCall: `traceCall({ url, attributes: ${secret} }, work)`,
  traceMessage: `traceMessage({ system: "nats", operation: "send", attributes: ${secret} }, work)`,
  // what calls return, and pass to their callbacks
  activeSpan: `activeSpan()?.setAttributes(${secret})`,
  counter: `counter("cards.charged").add(1, ${secret})`,
  upDownCounter: `upDownCounter("cards.open").with(${secret})`,
  gauge: `gauge("cards.open").set(1, ${secret})`,
  histogram: `histogram("cards.size").record(1, ${secret})`,
  timer: `timer("cards.duration").start()(${secret})`,
  observeTogether: `observeTogether((observe) => observe(open, 1, ${secret}))`,
  funnel: `funnel("signup", ["form"]).abandon("form", { attributes: ${secret} })`,
  workflow: `workflow("order", id).event("paid", ${secret})`,
};
/** Their attributes are those of what they return, or of none of their calls. */
const withoutAttributes = ["observable", "defineWorkflow"];

const functions = Object.keys(libraryCalls);
const imports = new Set([...functions.map((name) => name.split(".")[0]!), "type BoundTimer"]);

function reportedIn(code: string, rules: Linter.RulesRecord): readonly (string | null)[] {
  const source = `import { ${[...imports].join(", ")} } from "telltale";\n${code};`;
  const messages = new Linter().verify(source, [
    { languageOptions: { parser }, plugins: { telltale: plugin as never }, rules },
  ]);
  return messages.map(({ ruleId, message }) => ruleId ?? message);
}

test.each([
  `wrap(work, { attributes() { return ${secret}; } })`,
  `wrap(work, { attributes: (call) => { const value = call.result; return ${secret}; } })`,
  `class Cards { @traceMethod({ attributes: function () { return ${secret}; } }) charge() {} }`,
])("a secret in what a function returns: %s", (code) => {
  expect(reportedIn(code, { "telltale/no-sensitive-attributes": "error" })).toHaveLength(1);
});

test.each([
  `gauge("cards.open", { unit: "{card}" }, () => [{ value, attributes: { "user.id": value } }])`,
  `counter("cards.used", { unit: "{card}" }, () => { return [{ value, attributes: { "user.id": value } }]; })`,
  `upDownCounter("cards.open", { unit: "{card}" }, async () => [, { value, attributes: { "user.id": value } }])`,
  `const time = (timer: BoundTimer) => timer.time(work, { "user.id": value })`,
])("an id in what is observed or timed: %s", (code) => {
  expect(reportedIn(code, { "telltale/safe-metric-attributes": "error" })).toHaveLength(1);
});

test("each call of the table has a case", () => {
  expect([...Object.keys(withAttributes), ...withoutAttributes].toSorted()).toEqual(functions.toSorted());
});

test.each(Object.entries(withAttributes))("a secret in %s", (_, code) => {
  const rules = {
    "telltale/no-sensitive-attributes": "error",
    "telltale/safe-metric-attributes": "error",
  } as const;
  expect(reportedIn(code, rules)).toHaveLength(1);
});

test.each([
  ...Object.entries(withAttributes).filter(([name]) => libraryCalls[name]!.kind === "metric"),
  ["observeTogether", withAttributes["observeTogether"]!],
])("an id as the attribute of a metric: %s", (_, code) => {
  const onMetric = code.replace(secret, `{ "user.id": value }`);
  expect(reportedIn(onMetric, { "telltale/safe-metric-attributes": "error" })).toHaveLength(1);
});

test.each([
  `profiled(work, { name: "data" })`,
  `class Cards { @profileMethod({ name: "data" }) charge() {} }`,
  `counted(work, { name: "data" })`,
  `class Cards { @countCalls({ name: "data" }) charge() {} }`,
  `timed(work, { name: "data" })`,
  `class Cards { @timeMethod({ name: "data" }) charge() {} }`,
  `tracked(work, { type: "data" })`,
  `class Cards { @trackTransaction({ type: "data" }) charge() {} }`,
  `observable("gauge", "data")`,
  `defineWorkflow("data", { states })`,
  `emit("data")`,
])("a name that says nothing: %s", (code) => {
  expect(reportedIn(code, { "telltale/meaningful-name": "error" })).toHaveLength(1);
});
