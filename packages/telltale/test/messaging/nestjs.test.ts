// @nestjs/microservices, instrumented by hand, without the client of any broker: over TCP and gRPC. All versions and transports
// are in e2e/applications.
// @module-tag extended
import { EventEmitter } from "node:events";
import { createRequire } from "node:module";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freePort } from "../../../../tools/free-port.ts";
import { type Installed, installLocked } from "../../../../tools/testing/installation.ts";
import { root } from "../../../../tools/source-files.ts";
import { trace } from "../../src/index.ts";
import { rootScope } from "../../src/engine/context/scope.ts";
import { instrumentNestjs, nestjs } from "../../src/integrations/nestjs.ts";
import { serveCall } from "../../src/integrations/nestjs/grpc-server.ts";
import { followed } from "../../src/integrations/nestjs/observable.ts";
import { collect, type Collected } from "../collect.ts";
import { expectOnlyDeclared } from "../contract/emitted.ts";
import { until } from "../contract/until.ts";

type Library = Record<string, any>;
let installed: Installed;
let common: Library, core: Library, microservices: Library, rxjs: Library;
let sent: Collected;

beforeAll(async () => {
  installed = await installLocked(path.join(root, "e2e/applications/fixtures/nest-10"));
  const require = createRequire(path.join(installed.folder, "main.cjs"));
  require("reflect-metadata");
  [common, core, microservices, rxjs] = [
    "@nestjs/common",
    "@nestjs/core",
    "@nestjs/microservices",
    "rxjs",
  ].map((name) => require(name) as Library) as [Library, Library, Library, Library];
  instrumentNestjs(core);
  instrumentNestjs(microservices);
  instrumentNestjs(microservices);
  sent = collect();
});
afterAll(async () => {
  await sent?.flush();
  const except = ["work", "asking", "mapped", "first", "second", "greeting"];
  if (sent !== undefined) expectOnlyDeclared(nestjs, sent, { except });
  await sent?.stop();
  installed?.remove();
});

/** Decorates a method as TypeScript does. */
function decorate(kind: new () => object, method: string, decorator: (...args: unknown[]) => unknown): void {
  decorator(kind.prototype, method, Object.getOwnPropertyDescriptor(kind.prototype, method));
}

async function serve(controllers: object[], options: object): Promise<{ close(): Promise<void> }> {
  // oxlint-disable-next-line typescript/no-extraneous-class -- a module is its decorator
  const Root = class {};
  common["Module"]({ controllers })(Root);
  const server = await core["NestFactory"].createMicroservice(Root, { ...options, logger: false });
  await server.listen();
  return server;
}

describe("microservices over TCP", () => {
  test("all handlers of an event run, in one span; handlers of a request's scope too", async () => {
    const seen: string[] = [];
    class First {
      noted(): void {
        trace("first", () => seen.push("first"));
      }
    }
    class Second {
      noted(): void {
        trace("second", () => seen.push("second"));
      }
    }
    class Scoped {
      ask(): string {
        return "scoped";
      }
    }
    for (const kind of [First, Second]) {
      decorate(kind, "noted", microservices["EventPattern"]("noted"));
      common["Controller"]()(kind);
    }
    decorate(Scoped, "ask", microservices["MessagePattern"]({ cmd: "ask" }));
    common["Controller"]({ scope: common["Scope"].REQUEST })(Scoped);

    const place = {
      transport: microservices["Transport"].TCP,
      options: { host: "127.0.0.1", port: await freePort() },
    };
    const server = await serve([First, Second, Scoped], place);
    const client = microservices["ClientProxyFactory"].create(place);
    await trace("work", async () => {
      client.emit("noted", { id: 1 });
      expect(await rxjs["firstValueFrom"](client.send({ cmd: "ask" }, {}))).toBe("scoped");
    });
    await until(() => seen.length === 2);
    client.close();
    await server.close();
    await sent.flush();
    const [work] = sent.spans("work");
    const [noted, ...more] = sent.spans("process noted");
    expect(more).toEqual([]);
    expect(noted!.traceId).toBe(work!.traceId);
    expect(noted!.attributes["code.function.name"]).toMatch(/^(?:First|Second)\.noted$/);
    for (const name of ["first", "second"]) expect(sent.spans(name)[0]?.parentId).toBe(noted!.spanId);
    const [asked] = sent.spans('process {"cmd":"ask"}');
    expect(asked!.attributes["code.function.name"]).toBe("Scoped.ask");
    expect(sent.spans('request {"cmd":"ask"}')[0]?.spanId).toBe(asked!.parentId);
  });

  test("an answer arrives where it was asked for; one whose caller has stopped waiting ends its span", async () => {
    class Slow {
      wait(): unknown {
        return rxjs["NEVER"];
      }
      ask(): number {
        return 7;
      }
    }
    decorate(Slow, "wait", microservices["MessagePattern"]("wait"));
    decorate(Slow, "ask", microservices["MessagePattern"]("ask"));
    common["Controller"]()(Slow);
    const place = {
      transport: microservices["Transport"].TCP,
      options: { host: "127.0.0.1", port: await freePort() },
    };
    const server = await serve([Slow], place);
    const client = microservices["ClientProxyFactory"].create(place);
    await trace("asking", async () => {
      const answers = client.send("ask", {}).pipe(rxjs["map"]((one: number) => trace("mapped", () => one)));
      expect(await rxjs["firstValueFrom"](answers)).toBe(7);
      const never = client.send("wait", {}).pipe(rxjs["takeUntil"](rxjs["timer"](1)));
      expect(await rxjs["lastValueFrom"](never, { defaultValue: "gone" })).toBe("gone");
    });
    client.close();
    await server.close();
    await sent.flush();
    expect(sent.spans("mapped")[0]?.parentId).toBe(sent.spans("asking")[0]?.spanId);
    expect(sent.spans("request wait")).toMatchObject([{ status: 0 }]);
  });
});

test("a transport of the application that has one context for all of its messages has a span for each", async () => {
  const handled: string[] = [];
  let proceed = (): void => {};
  class Bus extends (microservices["Server"] as new () => Library) {
    readonly context = new (microservices["BaseRpcContext"] as new (args: unknown[]) => object)([]);
    listen(done: () => void): void {
      done();
    }
    close(): void {}
    async deliver(data: string): Promise<void> {
      const answer = await this["getHandlerByPattern"]("told")(data, this.context);
      await rxjs["lastValueFrom"](this["transformToObservable"](answer), { defaultValue: undefined });
    }
  }
  class Listener {
    async told(data: string): Promise<void> {
      handled.push(data);
      if (data !== "slow") return;
      await new Promise<void>((resolve) => (proceed = resolve));
      throw new RangeError("too late");
    }
  }
  decorate(Listener, "told", microservices["EventPattern"]("told"));
  common["Controller"]()(Listener);
  const bus = new Bus();
  const server = await serve([Listener], { strategy: bus });
  await bus.deliver("first");
  const slow = bus.deliver("slow");
  await bus.deliver("meanwhile");
  proceed();
  await expect(slow).rejects.toMatchObject({ message: "Internal server error" });
  await server.close();
  await sent.flush();
  expect(handled).toEqual(["first", "slow", "meanwhile"]);
  const types = sent.spans("process told").map(({ attributes }) => attributes["error.type"]);
  // spans leave when they have ended
  expect(types).toEqual([undefined, undefined, "RangeError"]);
});

test("an observable keeps its kind of value, and others may subscribe to it", async () => {
  const subject = new rxjs["BehaviorSubject"](1);
  let overs = 0;
  const lasting = followed(subject, rootScope, () => overs++) as Library;
  const seen: number[] = [];
  const subscription = lasting["subscribe"]((one: number) => seen.push(one));
  subject.next(2);
  expect([seen, overs]).toEqual([[1, 2], 0]);
  subscription.unsubscribe();
  expect([overs, subject.observed, subject.getValue()]).toEqual([1, false, 2]);
  let failure: unknown;
  const failing = followed(
    rxjs["throwError"](() => "gone"),
    rootScope,
    (one) => (failure = one),
  ) as Library;
  await expect(rxjs["lastValueFrom"](failing)).rejects.toBe("gone");
  expect(failure).toEqual({ error: "gone" });
});

test("gRPC: both sides of a call are one trace, and the caller's metadata stay as they are", async () => {
  class Greeter {
    say({ name }: { name: string }): object {
      return { text: name };
    }
  }
  decorate(Greeter, "say", microservices["GrpcMethod"]("Greeter", "Say"));
  common["Controller"]()(Greeter);
  const options = {
    package: "shop",
    protoPath: path.join(root, "e2e/applications/fixtures/nest/shop.proto"),
    url: `127.0.0.1:${await freePort()}`,
  };
  const place = { transport: microservices["Transport"].GRPC, options };
  const server = await serve([Greeter], place);
  const client = microservices["ClientProxyFactory"].create(place);
  const { Metadata } = createRequire(path.join(installed.folder, "main.cjs"))("@grpc/grpc-js") as Library;
  const metadata = new Metadata();
  metadata.set("x-shop", "north");
  const answer = await trace("greeting", async () =>
    rxjs["firstValueFrom"](client.getService("Greeter").say({ name: "ann" }, metadata)),
  );
  expect(answer).toMatchObject({ text: "ann" });
  expect(metadata.getMap()).toEqual({ "x-shop": "north" });
  client.close();
  await server.close();
  await sent.flush();
  const calls = sent.spans("shop.Greeter/Say");
  const [call, answered] = ["client", "server"].map((kind) => calls.find((span) => span.kind === kind));
  expect(answered!.parentId).toBe(call!.spanId);
  expect(call!.parentId).toBe(sent.spans("greeting")[0]?.spanId);
  expect(sent.points("rpc.server.call.duration")).toHaveLength(1);
});

test("gRPC: a call that its deadline ended says so, and one that its client ended", async () => {
  const ended = (method: string, deadline: number, why?: string): void => {
    const call = Object.assign(new EventEmitter(), {
      getPath: () => method,
      getDeadline: () => new Date(deadline),
    });
    serveCall([{}, {}, call], {}, () => new Promise(() => {}));
    call.emit("cancelled", why);
  };
  ended("/shop.Ended/Late", Date.now() - 1);
  ended("/shop.Ended/Said", Date.now() + 60_000, "deadline");
  ended("/shop.Ended/Left", Date.now() + 60_000);
  await sent.flush();
  const statusOf = (name: string): unknown =>
    sent.spans(`shop.Ended/${name}`).at(-1)?.attributes["rpc.response.status_code"];
  expect(["Late", "Said", "Left"].map(statusOf)).toEqual([
    "DEADLINE_EXCEEDED",
    "DEADLINE_EXCEEDED",
    "CANCELLED",
  ]);
});

test("gRPC: an answer is the first value, and the status is the one that leaves", async () => {
  const leaving: Record<string, () => unknown> = {
    lasting: () => new rxjs["BehaviorSubject"]({ text: "now" }),
    wrapped: () => {
      throw new RangeError("too many");
    },
  };
  class Greeter {
    say({ name }: { name: string }): unknown {
      return leaving[name]?.();
    }
  }
  class Wrapping {
    catch(): unknown {
      // gRPC does not look into it
      return rxjs["throwError"](() => new microservices["RpcException"]({ code: 5 }));
    }
  }
  common["Catch"](RangeError)(Wrapping);
  decorate(Greeter, "say", common["UseFilters"](new Wrapping()));
  decorate(Greeter, "say", microservices["GrpcMethod"]("Greeter", "Say"));
  common["Controller"]()(Greeter);
  const options = {
    package: "shop",
    protoPath: path.join(root, "e2e/applications/fixtures/nest/shop.proto"),
    url: `127.0.0.1:${await freePort()}`,
  };
  const place = { transport: microservices["Transport"].GRPC, options };
  const server = await serve([Greeter], place);
  const client = microservices["ClientProxyFactory"].create(place);
  const say = async (name: string): Promise<unknown> =>
    rxjs["firstValueFrom"](client.getService("Greeter").say({ name })).catch(
      ({ code }: { code: number }) => code,
    );
  const seen = new Set(sent.spans("shop.Greeter/Say").map(({ spanId }) => spanId));
  expect([await say("lasting"), await say("wrapped")]).toEqual([expect.objectContaining({ text: "now" }), 2]);
  const own = (): readonly { readonly attributes: Record<string, unknown> }[] =>
    sent.spans("shop.Greeter/Say").filter((span) => span.kind === "server" && !seen.has(span.spanId));
  await until(async () => {
    await sent.flush();
    return own().length === 2;
  });
  client.close();
  await server.close();
  expect(own().map(({ attributes }) => attributes["rpc.response.status_code"])).toEqual(["OK", "UNKNOWN"]);
});
