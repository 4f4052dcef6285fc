// Prisma 7 on a real PostgreSQL: its own instrumentation in our pipeline, with our spans of the driver inside of its own.
import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaInstrumentation } from "@prisma/instrumentation";
import pg from "pg";
import { expect, test } from "vitest";
import { type Instrumentation, trace } from "../../src/index.ts";
import { instrumentPg } from "../../src/integrations/pg.ts";
import { isAway } from "../calls/services.ts";
import { collect } from "../collect.ts";
// @ts-expect-error generated, without types
import { PrismaClient } from "./prisma/client.mjs";

const skip = await isAway("PostgreSQL");
const schema = `prisma_${process.pid}`;
const settings = { host: "127.0.0.1", user: "postgres", database: "test" };

interface Prisma {
  readonly person: {
    create(what: object): Promise<{ readonly id: number }>;
    findMany(what: object): Promise<readonly unknown[]>;
  };
  $transaction<T>(work: (prisma: Prisma) => Promise<T>): Promise<T>;
  $disconnect(): Promise<void>;
}

test.skipIf(skip)(
  "Prisma: its operations are spans, the queries of the driver are inside, no value leaves",
  async () => {
    instrumentPg(pg);
    const client = new pg.Client(settings);
    await client.connect();
    await client.query(`CREATE SCHEMA ${schema}`);
    await client.query(`CREATE TABLE ${schema}.prisma_people (id serial PRIMARY KEY, name text NOT NULL)`);
    const sent = collect({ instrumentations: [new PrismaInstrumentation() as Instrumentation] });
    const prisma = new (PrismaClient as new (options: object) => Prisma)({
      adapter: new PrismaPg(settings, { schema }),
    });
    await trace("work", async () => {
      const { id } = await prisma.person.create({ data: { name: "hunter2" } });
      expect((await prisma.person.findMany({ where: { name: "hunter2" } })).length).toBe(1);
      await prisma.$transaction(async (inside) => inside.person.findMany({ where: { id } }));
      await expect(prisma.person.create({ data: { id, name: "hunter2" } as object })).rejects.toThrow(
        "Unique",
      );
    });
    await prisma.$disconnect();
    await sent.stop();
    await client.query(`DROP SCHEMA ${schema} CASCADE`);
    await client.end();
    const spans = sent.spans();
    expect(spans.filter((span) => JSON.stringify(span).includes("hunter2"))).toEqual([]);
    const nameOf = new Map(spans.map(({ spanId, name }) => [spanId, name]));
    const ours = spans.filter(({ scope }) => scope === "telltale");
    const plain = (name: string): string => name.replaceAll('"', "").replace(`${schema}.`, "");
    expect(ours.map(({ name, parentId }) => [plain(name), nameOf.get(parentId)])).toEqual([
      ["INSERT prisma_people", "prisma:client:db_query"],
      ["SELECT prisma_people", "prisma:client:db_query"],
      ["BEGIN", "prisma:client:start_transaction"],
      ["SELECT prisma_people", "prisma:client:db_query"],
      ["COMMIT", "prisma:client:db_query"],
      ["INSERT prisma_people", "prisma:client:db_query"],
      ["work", undefined],
    ]);
    const operations = spans.filter(({ name }) => name === "prisma:client:operation");
    expect(operations.map(({ attributes }) => attributes["method"])).toEqual([
      "create",
      "findMany",
      "findMany",
      "create",
    ]);
    expect(
      new Set(spans.filter(({ name }) => name !== "prisma:client:disconnect").map(({ traceId }) => traceId))
        .size,
    ).toBe(1);
  },
);
