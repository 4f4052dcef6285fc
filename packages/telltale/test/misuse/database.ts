// What the compiler says about database, service and message calls; nothing here runs.
import { type DatabaseOptions, traceCall, traceDatabase, traceMessage } from "../../src/index.ts";

/** Compiles only where `Actual` is exactly `Expected`. */
type Exactly<Actual, Expected> =
  (<T>() => T extends Actual ? 1 : 2) extends <T>() => T extends Expected ? 1 : 2 ? true : never;
const holds = <_ extends true>(): void => {};

// what the callback returns comes back
const rows = traceDatabase({ system: "postgresql", query: "SELECT 1" }, async () => [{ id: 1 }]);
holds<Exactly<typeof rows, Promise<{ id: number }[]>>>();
const failed = traceDatabase({ system: "sqlite" }, (): never => {
  throw new Error("no");
});
holds<Exactly<typeof failed, never>>();
const response = traceCall({ service: "stock", url: "http://stock/" }, async (headers) =>
  fetch("http://stock/", { headers }),
);
holds<Exactly<typeof response, Promise<Response>>>();
const sent = traceMessage({ system: "nats", destination: "orders", operation: "send", message: {} }, () => 7);
holds<Exactly<typeof sent, number>>();

// known systems and operations are offered, others are taken
traceDatabase({ system: "my own database" }, () => 1);
traceMessage({ system: "kafka", operation: "publish" }, () => 1);

// rows by a function of the result, awaited
const counted = traceDatabase({ system: "mysql", rows: ({ affected }) => affected }, async () => ({
  affected: 1,
}));
holds<Exactly<typeof counted, Promise<{ affected: number }>>>();
traceDatabase({ system: "mysql", rows: (found: number[]) => found.length }, (call) => {
  call.addAttribute("shop.area", "cart");
  return [1];
});
const byResult: DatabaseOptions = { system: "mysql", rows: (found: number[]) => found.length };
traceDatabase(byResult, () => [1]);
// @ts-expect-error -- a list has no such field
traceDatabase({ system: "mysql", rows: ({ affected }) => affected }, async () => [1]);
// @ts-expect-error -- nor is it a text
traceDatabase({ system: "mysql", rows: (text: string) => text.length }, () => [1]);

// rows by a function with an annotated result, parameters of every form
traceDatabase({ system: "mysql", rows: (result: { rowCount: number }) => result.rowCount }, () => ({
  rowCount: 1,
}));
traceDatabase({ system: "mysql", parameters: [1, "a"] as const }, (call) => call.rows(1));
traceDatabase({ system: "mysql", parameters: { id: 1 } }, (call) => call.addAttribute("shop.area", "cart"));
traceDatabase({ system: "mongodb", query: { find: "users" } }, () => 1);
traceCall({ url: new URL("http://stock/"), headers: new Headers() }, () => 1);
traceCall({ url: "http://stock/", headers: { a: "1", b: undefined } }, () => 1);

// @ts-expect-error -- a database call has a system
traceDatabase({ query: "SELECT 1" }, () => 1);
// @ts-expect-error -- a number of rows is a number
traceDatabase({ system: "sqlite", rows: "3" }, () => 1);
// @ts-expect-error -- no such option
traceDatabase({ system: "sqlite", sql: "SELECT 1" }, () => 1);
// @ts-expect-error -- thresholds have their names
traceDatabase({ system: "sqlite", thresholds: { slow: 3 } }, () => 1);
// @ts-expect-error -- rows are a number
traceDatabase({ system: "sqlite" }, (call) => call.rows("3"));
// @ts-expect-error -- a call has an address
traceCall({ service: "stock" }, () => 1);
// @ts-expect-error -- the headers are texts
traceCall({ url: "http://stock/" }, (headers: Record<string, number>) => headers);
// @ts-expect-error -- a message call says what is done
traceMessage({ system: "kafka" }, () => 1);
// @ts-expect-error -- a message is an object
traceMessage({ system: "kafka", operation: "send", message: "text" }, () => 1);
