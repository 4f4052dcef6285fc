// @module-tag extended
// node-cron, OpenFeature and LaunchDarkly's hooks, handlers of functions as a service.
import { OpenFeature, InMemoryProvider } from "@openfeature/server-sdk";
import * as openFeatureLibrary from "@openfeature/server-sdk";
import cron from "node-cron";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { tracerProvider } from "../../src/engine/registration/live-providers.ts";
import type { Engine } from "../../src/engine/running/engine.ts";
import { state } from "../../src/engine/running/state.ts";
import { wrapLambda } from "../../src/integrations/lambda.ts";
import { instrumentNodeCron, nodeCron } from "../../src/integrations/node-cron.ts";
import { launchDarklyHook, openfeature, openFeatureHook } from "../../src/integrations/openfeature.ts";
import { currentTraceparent, trace } from "../../src/index.ts";
import { collect, type Collected } from "../collect.ts";
import { countReports } from "../contract/count-reports.ts";
import { describeIntegration } from "../contract/describe-integration.ts";
import { expectOnlyDeclared } from "../contract/emitted.ts";

describeIntegration(nodeCron, () => cron);
describeIntegration(openfeature);

let sent: Collected;
const collecting = (): void => {
  beforeEach(() => {
    sent = collect();
  });
  afterEach(async () => sent.stop());
};

describe("node-cron", () => {
  collecting();

  test("each run is a trace of its own, whatever was active; an error is the run's", async () => {
    instrumentNodeCron(cron);
    let runs = 0;
    const task = trace("work", () =>
      cron.createTask(
        "* * * * * *",
        async () => {
          runs++;
          trace("inside", () => {});
          if (runs === 2) throw new RangeError("no report");
        },
        { name: "report" },
      ),
    );
    await task.execute();
    await Promise.resolve(task.execute()).catch(() => {});
    const plain = cron.createTask("0 3 * * *", () => "done");
    expect(await plain.execute()).toBe("done");
    await Promise.all([task.destroy(), plain.destroy()]);
    await sent.flush();
    const spans = sent.spans("cron report");
    expect(spans.map(({ parentId, status }) => [parentId, status])).toEqual([
      ["", 0],
      ["", 2],
    ]);
    expect(spans[0]?.attributes).toEqual({ "faas.trigger": "timer", "faas.cron": "* * * * * *" });
    expect(sent.spans("inside")[0]?.parentId).toBe(spans[0]?.spanId);
    expect(sent.spans("cron 0 3 * * *")).toHaveLength(1);
    expectOnlyDeclared(nodeCron, sent, { except: ["work", "inside"] });
  });
});

describe("feature flags", () => {
  collecting();

  test("OpenFeature: each evaluation is an event on the active span, by the conventions, redacted", async () => {
    openfeature.instrument(openFeatureLibrary);
    openfeature.instrument(openFeatureLibrary);
    await OpenFeature.setProviderAndWait(
      new InMemoryProvider({
        checkout: { variants: { new: true, old: false }, defaultVariant: "new", disabled: false },
      }),
    );
    const client = OpenFeature.getClient();
    await trace("work", async () => {
      expect(await client.getBooleanValue("checkout", false, { targetingKey: "u1" })).toBe(true);
      expect(await client.getStringValue("ada@example.com", "default")).toBe("default");
    });
    await sent.flush();
    const [work] = sent.spans("work");
    const [known, unknown, ...others] = sent.records("feature_flag.evaluation");
    expect(others).toEqual([]);
    expect([known?.spanId, unknown?.spanId]).toEqual([work?.spanId, work?.spanId]);
    expect(known?.attributes).toEqual({
      "feature_flag.key": "checkout",
      "feature_flag.provider.name": "in-memory",
      "feature_flag.context.id": "u1",
      "feature_flag.result.variant": "new",
      "feature_flag.result.reason": "static",
    });
    expect(unknown?.attributes).toMatchObject({
      "feature_flag.key": "[redacted:email]",
      "feature_flag.result.reason": "error",
      "error.type": "flag_not_found",
    });
    expectOnlyDeclared(openfeature, sent, { except: ["work"] });
    OpenFeature.clearHooks();
  });

  test("LaunchDarkly's form of hooks, as its documentation has it (the SDK needs its service)", async () => {
    const data = {};
    const context = {
      flagKey: "checkout",
      context: { kind: "user", key: "u1" },
      defaultValue: false,
      method: "variation",
    };
    const hook = launchDarklyHook();
    expect(
      hook.afterEvaluation(context, data, { value: true, variationIndex: 1, reason: { kind: "RULE_MATCH" } }),
    ).toBe(data);
    hook.afterEvaluation(context, data, {
      value: false,
      variationIndex: null,
      reason: { kind: "ERROR", errorKind: "FLAG_NOT_FOUND" },
    });
    await sent.flush();
    const [match, missing] = sent.records("feature_flag.evaluation").map(({ attributes }) => attributes);
    expect(match).toMatchObject({
      "feature_flag.result.variant": "1",
      "feature_flag.result.reason": "targeting_match",
    });
    expect(missing).toMatchObject({ "feature_flag.result.value": false, "error.type": "flag_not_found" });
  });

  test("while telemetry is off nothing happens", async () => {
    await sent.stop();
    openFeatureHook().after({ flagKey: "x" }, {});
    sent = collect();
    await sent.flush();
    expect(sent.records()).toEqual([]);
  });
});

describe("handlers of functions", () => {
  collecting();
  const context = {
    functionName: "checkout",
    functionVersion: "3",
    awsRequestId: "r1",
    invokedFunctionArn: "arn:aws:lambda:eu-west-1:123456789012:function:checkout",
    getRemainingTimeInMillis: () => 3000,
  };
  const parent = (): { text: string; id: string } => {
    let text = "";
    const id = trace("caller", (span) => {
      text = currentTraceparent() ?? "";
      return span.spanContext().spanId;
    });
    return { text, id };
  };

  test("a request: the trace goes on, the route is the name, and all has left before the answer", async () => {
    const { text, id } = parent();
    const handler = wrapLambda(async (event: { body?: string; headers?: object }) =>
      trace("inside", async () => ({ statusCode: event.body === "x" ? 503 : 200 })),
    );
    const event = {
      httpMethod: "POST",
      resource: "/orders/{id}",
      path: "/orders/o1",
      headers: { Traceparent: text },
    };
    expect(await handler(event, context)).toEqual({ statusCode: 200 });
    // no flush of the test's
    const [span] = sent.spans("POST /orders/{id}");
    expect(span).toMatchObject({ kind: "server", parentId: id, status: 0 });
    expect(span?.attributes).toMatchObject({
      "faas.trigger": "http",
      "faas.name": "checkout",
      "faas.invocation_id": "r1",
      "faas.coldstart": true,
      "cloud.account.id": "123456789012",
      "http.route": "/orders/{id}",
      "url.path": "/orders/o1",
      "http.response.status_code": 200,
    });
    expect(sent.spans("inside")[0]?.parentId).toBe(span?.spanId);
    const second = {
      body: "x",
      rawPath: "/",
      routeKey: "GET /",
      requestContext: { http: { method: "GET", path: "/" } },
    };
    await handler(second, context);
    const [failed] = sent.spans("GET /");
    expect(failed).toMatchObject({ status: 2, parentId: "" });
    expect(failed?.attributes).toMatchObject({ "error.type": "503", "faas.coldstart": false });
  });

  test("messages: one is the parent, several are linked; callbacks; a timer; errors are thrown on", async () => {
    const { text, id } = parent();
    const record = {
      messageId: "m1",
      eventSource: "aws:sqs",
      eventSourceARN: "arn:aws:sqs:eu-west-1:123456789012:orders",
      messageAttributes: { traceparent: { stringValue: text, dataType: "String" } },
    };
    const handler = wrapLambda(
      (_event: object, _context: object, done: (error: null, answer: string) => void) => {
        setImmediate(done, null, "done");
      },
    );
    expect(await handler({ Records: [record] }, context)).toBe("done");
    expect(await handler({ Records: [record, record] }, context)).toBe("done");
    const [single, batch] = sent.spans("process orders");
    expect(single).toMatchObject({ kind: "consumer", parentId: id });
    expect(single?.attributes).toMatchObject({ "messaging.system": "aws_sqs", "messaging.message.id": "m1" });
    expect(batch).toMatchObject({ parentId: "", links: [id, id] });
    const failing = wrapLambda(async (_event: object) => {
      throw new RangeError("no such order");
    });
    await expect(failing({ "detail-type": "Scheduled Event" }, context)).rejects.toThrow("no such order");
    expect(sent.spans("checkout")[0]).toMatchObject({ status: 2, attributes: { "faas.trigger": "timer" } });
  });

  test("own errors and a context that throws leave the answer as it is", async () => {
    const handler = wrapLambda(async (event: number) => event + 1);
    const fails = (): never => {
      throw new Error("not asked here");
    };
    expect(await handler(1, { ...context, getRemainingTimeInMillis: fails })).toBe(2);
    const starting = vi.spyOn((state.engine as Engine).tracer, "start").mockImplementation(fails);
    const flushed = vi.spyOn(tracerProvider, "forceFlush");
    expect(await handler(2, context).finally(() => starting.mockRestore())).toBe(3);
    expect(flushed).toHaveBeenCalledTimes(1);
    flushed.mockRestore();
    const flushing = vi.spyOn(tracerProvider, "forceFlush").mockImplementation(fails);
    expect(await handler(3, context).finally(() => flushing.mockRestore())).toBe(4);
  });

  test.each([[5n], [Symbol("soon")], [NaN]])(
    "a wrong time to flush is counted, and the default's: %o",
    async (given) => {
      const invalid = countReports("call_option_invalid");
      const handler = wrapLambda(async (event: number) => event + 1, { flushTimeoutMs: given as never });
      expect(await handler(1, context)).toBe(2);
      expect(invalid()).toBe(1);
    },
  );

  test("before the start it is the handler; a flush that takes too long is not waited for", async () => {
    await sent.stop();
    const handler = wrapLambda(async (event: number) => event + 1, { flushTimeoutMs: 20 });
    expect(await handler(1, context)).toBe(2);
    let release = (): void => {};
    const slow = new Promise<{ exported: number; dropped: number }>((resolve) => {
      release = () => resolve({ exported: 0, dropped: 0 });
    });
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      sent = collect({ exporters: [{ name: "slow", send: async () => slow }] });
      // the default is two seconds
      const late = new Promise((resolve) => setTimeout(resolve, 1900, "late"));
      const first = Promise.race([handler(2, context), late]);
      await vi.advanceTimersByTimeAsync(1900);
      expect(await first).toBe(3);
    } finally {
      vi.useRealTimers();
      release();
    }
  });
});
