// @module-tag extended
// Our decorators in a NestJS application: routes, parameters, guards, pipes, interceptors and injection stay as they are.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as library from "../../src/index.ts";
import { collect, type Collected } from "../collect.ts";
import { compile } from "./compile.ts";

/** What test/fixtures/decorators/nest.ts exports; its types are checked by tsconfig.decorators.json. */
interface Fixture {
  startApp(with_: typeof library): Promise<{ getUrl(): Promise<string>; close(): Promise<void> }>;
}

let app: Awaited<ReturnType<Fixture["startApp"]>>;
let sent: Collected;
let url: string;

beforeAll(async () => {
  sent = collect();
  const fixture = await compile<Fixture>("nest.ts", "legacy");
  app = await fixture.startApp(library);
  url = await app.getUrl();
});

afterAll(async () => {
  await app.close();
  await sent.stop();
});

/** Sends a request and gives what was sent on because of it. */
async function ask(
  path: string,
  init?: RequestInit,
): Promise<{ status: number; body: unknown; headers: Headers }> {
  const answer = await fetch(`${url}${path}`, init);
  const body: unknown = await answer.json();
  await sent.flush();
  return { status: answer.status, body, headers: answer.headers };
}

const post = (id: string, headers: Record<string, string> = {}): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify({ id }),
});

describe("a NestJS application", () => {
  test("routes, pipes, query, headers and injection work; controller and provider are spans", async () => {
    const { status, body, headers } = await ask("/orders/7?full=yes");
    expect([status, body, headers.get("x-shop")]).toEqual([
      200,
      { data: { id: 7, total: 125, ready: true } },
      "north",
    ]);
    const [controller] = sent.spans("OrdersController.find");
    const [provider] = sent.spans("Orders.find");
    expect(controller?.attributes).toEqual({
      "code.function.name": "OrdersController.find",
      "telltale.function.argument_count": 2,
      "telltale.function.argument.id": 7,
    });
    expect(provider?.parentId).toBe(controller?.spanId);
    expect(sent.spans("Orders.onModuleInit")).toHaveLength(1);
  });

  test("a pipe refuses as before, and nothing is called", async () => {
    const before = sent.spans("OrdersController.find").length;
    expect(await ask("/orders/seven")).toMatchObject({ status: 400 });
    expect(sent.spans("OrdersController.find")).toHaveLength(before);
  });

  test("an exception of Nest is its answer, and marks both spans", async () => {
    expect(await ask("/orders/404?full=yes")).toMatchObject({
      status: 404,
      body: { message: "no such order" },
    });
    expect(sent.spans("Orders.find").at(-1)).toMatchObject({ status: 2, message: "no such order" });
    expect(sent.spans("OrdersController.find").at(-1)).toMatchObject({ status: 2 });
  });

  test("a guard reads what another decorator set on the handler, below ours", async () => {
    expect(await ask("/orders", post("o1"))).toMatchObject({ status: 403 });
    expect(sent.spans("check roles")).toHaveLength(1);
    expect(sent.spans("transaction purchase")).toEqual([]);
  });

  test("body, code and a parameter decorator of the application; the call is a transaction", async () => {
    const headers = { "x-role": "buyer", "x-user": "u1" };
    expect(await ask("/orders", post("o2", headers))).toMatchObject({
      status: 202,
      body: { data: { created: "o2", user: "u1" } },
    });
    const [purchase] = sent.spans("transaction purchase");
    expect(purchase?.attributes).toMatchObject({ "telltale.transaction.id": "o2", "user.id": "u1" });
    expect(purchase?.parentId).toBe(sent.spans("OrdersController.create")[0]?.spanId);
  });

  test("metrics of a controller's method and of an interceptor", () => {
    const finds = sent.points("shop.find").map(({ attributes, count }) => [attributes, count]);
    expect(finds).toEqual([
      [{ outcome: "success" }, 1],
      [{ outcome: "failure", "error.type": "HttpException" }, 1],
    ]);
    // pipes run inside of interceptors, guards before them
    expect(sent.points("shop.envelopes").map(({ value }) => value)).toEqual([4]);
  });
});
