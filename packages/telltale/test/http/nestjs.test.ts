// NestJS on Express, over node:http.
import "reflect-metadata";
import http from "node:http";
import { Readable } from "node:stream";
import { Controller, Get, HttpException, Module, Param, Post, Req, Res } from "@nestjs/common";
import * as core from "@nestjs/core";
import express from "express";
import { afterEach, expect, test } from "vitest";
import { express as expressIntegration, instrumentExpress } from "../../src/integrations/express.ts";
import { instrumentHttp } from "../../src/integrations/http.ts";
import { instrumentNestjs, nestjs as integration } from "../../src/integrations/nestjs.ts";
import { collect, type Collected } from "../collect.ts";
import {
  describeHttpIntegration,
  type ContractRoute,
  type ContractServer,
} from "../contract/describe-http-integration.ts";
import { describeIntegration } from "../contract/describe-integration.ts";
import { until } from "../contract/until.ts";

describeIntegration(integration, () => core);

function instrument(): void {
  instrumentHttp(http);
  instrumentExpress(express);
  instrumentNestjs(core);
}

/** A class with a method for each route, decorated as its source would be. */
function controllerOf(routes: readonly ContractRoute[]): new () => object {
  // oxlint-disable-next-line typescript/no-extraneous-class -- its methods come below
  const Shop = class {} as new () => object;
  for (const [at, { method, path, handle }] of routes.entries()) {
    const name = `route${at}`;
    async function answer(request: any, response: any): Promise<void> {
      const reply = await handle({
        parameters: request.params,
        body: typeof request.body === "string" ? request.body : "",
      });
      if (typeof reply === "string") response.send(reply);
      else Readable.from(reply).pipe(response);
    }
    Object.defineProperty(Shop.prototype, name, { value: answer, writable: true, configurable: true });
    const descriptor = Object.getOwnPropertyDescriptor(Shop.prototype, name) as PropertyDescriptor;
    (method === "GET" ? Get : Post)(path)(Shop.prototype, name, descriptor);
    Req()(Shop.prototype, name, 0);
    Res()(Shop.prototype, name, 1);
    Reflect.defineMetadata("design:paramtypes", [Object, Object], Shop.prototype, name);
  }
  Controller()(Shop);
  return Shop;
}

async function serve(controllers: (new () => object)[], setUp?: (app: any) => void): Promise<ContractServer> {
  // oxlint-disable-next-line typescript/no-extraneous-class -- a module is its decorator
  const Root = class {};
  Module({ controllers })(Root);
  const app = await core.NestFactory.create(Root, { logger: false, bodyParser: false });
  app.use(express.text({ type: "*/*", limit: "1mb" }));
  setUp?.(app);
  await app.listen(0, "127.0.0.1");
  return {
    url: await app.getUrl(),
    close: async () => {
      app.getHttpServer().closeAllConnections();
      await app.close();
    },
  };
}

describeHttpIntegration("NestJS 12", {
  integration,
  instrument,
  hasRoutes: true,
  seesErrors: true,
  serve: async (routes) => serve([controllerOf(routes)]),
});

let sent: Collected;
let server: ContractServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
  await sent?.stop();
});

test("NestJS: the span names the controller's method; an exception that is an answer is not an error; a prefix is in the route", async () => {
  sent = collect();
  instrument();
  class Orders {
    find(id: string): never {
      throw new HttpException(`no order ${id}`, 404);
    }
  }
  const descriptor = Object.getOwnPropertyDescriptor(Orders.prototype, "find") as PropertyDescriptor;
  Get(":id")(Orders.prototype, "find", descriptor);
  Param("id")(Orders.prototype, "find", 0);
  Reflect.defineMetadata("design:paramtypes", [String], Orders.prototype, "find");
  Controller("orders")(Orders);
  server = await serve([Orders], (app) => app.setGlobalPrefix("api"));
  expect((await fetch(`${server.url}/api/orders/o1`)).status).toBe(404);
  await until(async () => {
    await sent.flush();
    return sent.spans().length > 0;
  });
  const [span] = sent.spans();
  expect(span).toMatchObject({ name: "GET /api/orders/:id", status: 0, events: [] });
  expect(span?.attributes["code.function.name"]).toBe("Orders.find");
  expect(expressIntegration.name).toBe("express");
});
