// @nestjs/schedule by the parts of it that are used; the library itself runs in e2e/applications.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { instrumentNestjsSchedule, nestjsSchedule } from "../../src/integrations/nestjs-schedule.ts";
import { trace } from "../../src/index.ts";
import { collect, type Collected } from "../collect.ts";
import { describeIntegration } from "../contract/describe-integration.ts";
import { expectOnlyDeclared } from "../contract/emitted.ts";

type Run = (...args: unknown[]) => unknown;

/** What decorators say of a method. */
interface Decorated {
  readonly cron?: object;
  readonly interval?: object;
  readonly timeout?: object;
  readonly name?: string;
}

/** A library like @nestjs/schedule, whose explorer is among the providers of the module. */
function makeLibrary(decorated: Readonly<Record<string, Decorated>>, caught: unknown[] = []) {
  class ScheduleExplorer {
    metadataAccessor = {
      getCronMetadata: (method: Run) => decorated[method.name]?.cron,
      getIntervalMetadata: (method: Run) => decorated[method.name]?.interval,
      getTimeoutMetadata: (method: Run) => decorated[method.name]?.timeout,
      getSchedulerName: (method: Run) => decorated[method.name]?.name,
    };
    wrapFunctionInTryCatchBlocks(method: Run, instance: object): Run {
      return async (...args) => {
        try {
          await method.call(instance, ...args);
        } catch (error) {
          trace("logged", () => caught.push(error));
        }
      };
    }
  }
  const ScheduleModule = {
    forRoot: (): { providers: unknown[] } => ({
      providers: [ScheduleExplorer, { provide: "options", useValue: {} }],
    }),
  };
  return { ScheduleModule, explorer: new ScheduleExplorer() };
}

class Jobs {
  readonly seen: unknown[] = [];
  nightly(...args: unknown[]): void {
    this.seen.push(args);
    trace("inside", () => {});
  }
  async poll(): Promise<void> {}
  async once(): Promise<void> {
    throw new RangeError("no report");
  }
}

describeIntegration(nestjsSchedule, () => makeLibrary({}));

describe("@nestjs/schedule", () => {
  let sent: Collected;
  beforeEach(() => {
    sent = collect();
  });
  afterEach(async () => sent.stop());

  test("each run is a trace of its own, named as its decorator says; an error is the run's, and logged in it", async () => {
    const caught: unknown[] = [];
    const decorated = {
      nightly: { cron: { cronTime: "0 3 * * *", name: "report" } },
      poll: { interval: { timeout: 5 }, name: "polling" },
      once: { timeout: { timeout: 5 } },
    };
    const library = instrumentNestjsSchedule(makeLibrary(decorated, caught));
    library.ScheduleModule.forRoot();
    const jobs = new Jobs();
    await trace("work", async () => {
      for (const method of [jobs.nightly, jobs.poll, jobs.once])
        await library.explorer.wrapFunctionInTryCatchBlocks(method, jobs)("tick");
    });
    expect(jobs.seen).toEqual([["tick"]]);
    expect(caught).toEqual([new RangeError("no report")]);
    await sent.flush();
    const [cron] = sent.spans("cron report");
    expect(cron).toMatchObject({ parentId: "", status: 0 });
    expect(cron!.attributes).toEqual({
      "faas.trigger": "timer",
      "faas.cron": "0 3 * * *",
      "code.function.name": "Jobs.nightly",
    });
    expect(sent.spans("inside")[0]?.parentId).toBe(cron!.spanId);
    expect(sent.spans("interval polling")).toMatchObject([{ parentId: "", status: 0 }]);
    const [once] = sent.spans("timeout Jobs.once");
    expect(once).toMatchObject({ parentId: "", status: 2, message: "no report" });
    expect(once!.attributes["error.type"]).toBe("RangeError");
    expect(sent.spans("logged")[0]?.parentId).toBe(once!.spanId);
    expectOnlyDeclared(nestjsSchedule, sent, { except: ["work", "inside", "logged"] });
  });

  test("without telemetry it runs as before", async () => {
    const library = instrumentNestjsSchedule(makeLibrary({}));
    library.ScheduleModule.forRoot();
    await sent.stop();
    const jobs = new Jobs();
    await library.explorer.wrapFunctionInTryCatchBlocks(jobs.nightly, jobs)("tick");
    expect(jobs.seen).toEqual([["tick"]]);
    sent = collect();
  });
});
