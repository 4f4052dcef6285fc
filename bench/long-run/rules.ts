// Fifty alert rules over the services of the load and the business of the shop.
import { ask } from "./sample.ts";

export const ruleCount = 50;

export async function saveRules(page: string): Promise<void> {
  for (let number = 0; number < ruleCount; number++)
    await ask(page, "/api/alert-rules", { content: contentOf(number) });
}

/** Four rules for each service of the load, and two for purchases. */
function contentOf(number: number): unknown {
  const service = `service-${number % 12}`;
  const forms = [
    { on: { service, measure: "errors" }, when: { above: 0.5 } },
    { on: { service, measure: "rate" }, when: { above: 1e6 } },
    { on: { service, measure: "p95" }, when: { above: 10 } },
    { on: { service, measure: "rate" }, when: { below: 0.1 } },
    { on: { transaction: "purchase", measure: number % 2 === 0 ? "failure" : "p95" }, when: { above: 0.99 } },
  ];
  return { name: `rule ${number}`, ...forms[Math.floor(number / 12)] };
}
