// Misuse of context attributes that must not compile, and what must be inferred. Checked by `tsc -p .`; nothing here runs.
import { context, withContext } from "../../src/index.ts";

declare module "../../src/index.ts" {
  interface ContextTypes {
    "typed.tenant": string;
    "typed.items": number;
    "typed.plan": "pro" | "free";
  }
}

const result: 42 = withContext({ anything: 1, "typed.tenant": "t1" }, () => 42 as const);
const later: Promise<string> = withContext({ "typed.plan": "pro" }, async () => "x");
const nothing: void = withContext({ "typed.items": undefined }, () => {});
class Tenant {
  readonly "typed.tenant" = "t1";
}
withContext(new Tenant(), () => {}, { layer: "user", propagate: ["typed.tenant"], metrics: [] });
function never(): never {
  return withContext({}, (): never => {
    throw new Error("x");
  });
}
// @ts-expect-error -- declared as text
withContext({ "typed.tenant": 1 }, () => {});
// @ts-expect-error -- not one of the declared values
withContext({ "typed.plan": "gold" }, () => {});
// @ts-expect-error -- attributes have names
withContext("t1", () => {});
// @ts-expect-error -- a function is needed
withContext({ a: 1 });
// @ts-expect-error -- a list of names
withContext({ a: 1 }, () => {}, { metrics: "a" });
// @ts-expect-error -- no such layer
withContext({ a: 1 }, () => {}, { layer: "session" });
// @ts-expect-error -- no such option
withContext({ a: 1 }, () => {}, { propogate: ["a"] });

const tenant: string | undefined = context.get("typed.tenant");
const items: number | undefined = context.get("typed.items");
const unknown: unknown = context.get("anything");
// @ts-expect-error -- it may be absent
const present: string = context.get("typed.tenant");
// @ts-expect-error -- what is not declared is unknown
const guessed: string = context.get("anything");
// @ts-expect-error -- no such layer
context.getAll("session");
const cleared: number = context.clear(() => 1);
const left: string = context.clear("user", () => "x");
// @ts-expect-error -- a function is needed
context.clear("user");
const bound: (n: number) => string = context.bind((n: number) => String(n));

export { bound, cleared, guessed, items, later, left, never, nothing, present, result, tenant, unknown };
