// @module-tag extended
// Knex, TypeORM, Sequelize and Drizzle on a real PostgreSQL: what they ask is seen by our integration of pg, under the spans of the official
// instrumentation of Knex, and of our own of TypeORM (the official one records the values of entities) and Sequelize (there is none).
import { KnexInstrumentation } from "@opentelemetry/instrumentation-knex";
import type { Knex } from "knex";
import type pgTypes from "pg";
import type * as Sequelizing from "sequelize";
import type * as TypeOrm from "typeorm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Instrumentation, trace } from "../../src/index.ts";
import { instrumentPg } from "../../src/integrations/pg.ts";
import { instrumentSequelize, sequelize as sequelizeIntegration } from "../../src/integrations/sequelize.ts";
import { instrumentTypeorm, typeorm } from "../../src/integrations/typeorm.ts";
import { isAway } from "../calls/services.ts";
import { describeIntegration } from "../contract/describe-integration.ts";
import { expectOnlyDeclared } from "../contract/emitted.ts";
import { collect, type Collected, type SentSpan } from "../collect.ts";
import { load } from "./load.ts";

const skip = await isAway("PostgreSQL");
const settings = { host: "127.0.0.1", port: 5432, user: "postgres", database: "test" };
const table = `builders_${process.pid}`;

describe.skipIf(skip)("on a real PostgreSQL", () => {
  let sent: Collected;
  let pg: typeof pgTypes;
  beforeAll(async () => {
    sent = collect({ instrumentations: [new KnexInstrumentation() as Instrumentation] });
    pg = instrumentPg(load<typeof pgTypes>("pg"));
    const client = new pg.Client(settings);
    await client.connect();
    await client.query(`CREATE TABLE ${table} (id serial PRIMARY KEY, name text)`);
    await client.end();
  });
  afterAll(async () => {
    const client = new pg.Client(settings);
    await client.connect();
    await client.query(`DROP TABLE ${table}`);
    await client.end();
    await sent.stop();
  });

  /** What was asked of the database in the span `name`; that no value of it has left. */
  async function asked(name: string): Promise<SentSpan[]> {
    await sent.flush();
    const [work] = sent.spans(name);
    const leaks = sent.spans().filter((span) => JSON.stringify(span).includes("hunter2"));
    expect(leaks).toEqual([]);
    return sent.spans().filter((span) => span.traceId === work?.traceId && span.name !== name);
  }
  const isOurs = (span: SentSpan): boolean => span.scope === "telltale" && span.kind === "client";
  // names are as the builders write them: some in small letters, most in quotes
  const plain = ({ name }: SentSpan): string =>
    name.replaceAll('"', "").replace(/^[a-z]+/, (word) => word.toUpperCase());
  const ours = (spans: readonly SentSpan[]): string[] => spans.filter(isOurs).map(plain);
  const insertIn = (spans: readonly SentSpan[]): SentSpan | undefined =>
    spans.find((span) => isOurs(span) && plain(span) === `INSERT ${table}`);

  test("Knex: the official span is the parent of the library's", async () => {
    const knex = load<(options: object) => Knex>("knex")({ client: "pg", connection: settings });
    await trace("knex", async () => {
      await knex(table).insert({ name: "hunter2" });
      await knex(table).where({ name: "hunter2" }).select("*");
    });
    await knex.destroy();
    const spans = await asked("knex");
    expect(ours(spans)).toEqual(expect.arrayContaining([`INSERT ${table}`, `SELECT ${table}`]));
    const parents = new Map(spans.map((span) => [span.spanId, span]));
    const insert = insertIn(spans);
    expect(parents.get(insert?.parentId ?? "")?.scope).toBe("@opentelemetry/instrumentation-knex");
    expect(insert?.attributes["db.query.text"]).toBe(`insert into "${table}" ("name") values ($1)`);
  });

  test("TypeORM: the operation is the parent of its queries", async () => {
    const { DataSource, EntitySchema } = instrumentTypeorm(load<typeof TypeOrm>("typeorm"));
    const Person = new EntitySchema<{ id: number; name: string }>({
      name: "Person",
      tableName: table,
      columns: { id: { type: Number, primary: true, generated: true }, name: { type: String } },
    });
    const { user: username, ...others } = settings;
    const source = new DataSource({ type: "postgres", username, ...others, entities: [Person] });
    await source.initialize();
    await trace("typeorm", async () => {
      await source.manager.save(Person, { name: "hunter2" });
      await source.manager.findOneBy(Person, { name: "hunter2" });
      const wrong = source.manager.findBy(Person, { id: "hunter2" as never });
      await expect(wrong).rejects.toThrow("hunter2");
    });
    await source.destroy();
    const spans = await asked("typeorm");
    expect(ours(spans)).toEqual(expect.arrayContaining([`INSERT ${table}`, `SELECT ${table}`]));
    const parents = new Map(spans.map((span) => [span.spanId, span]));
    const insert = insertIn(spans);
    const operation = parents.get(insert?.parentId ?? "");
    expect([operation?.name, operation?.kind]).toEqual(["save Person", "internal"]);
    expect(spans.map((span) => [span.name, span.status])).toEqual(
      expect.arrayContaining([
        ["findOneBy Person", 0],
        ["findBy Person", 2],
      ]),
    );
    expectOnlyDeclared(typeorm, sent, { except: [/^(?!save|find)/] });
  });

  test("Sequelize: the operation is the parent of its queries", async () => {
    const { Sequelize, DataTypes } = instrumentSequelize(load<typeof Sequelizing>("sequelize"));
    const { user, database, ...others } = settings;
    const sequelize = new Sequelize(database, user, "", { dialect: "postgres", logging: false, ...others });
    const Person = sequelize.define(
      "person",
      { name: DataTypes.TEXT },
      { tableName: table, timestamps: false },
    );
    await trace("sequelize", async () => {
      await Person.create({ name: "hunter2" });
      await Person.findAll({ where: { name: "hunter2" } });
    });
    await sequelize.close();
    const spans = await asked("sequelize");
    expect(ours(spans)).toEqual(expect.arrayContaining([`INSERT ${table}`, `SELECT ${table}`]));
    const parents = new Map(spans.map((span) => [span.spanId, span.name]));
    expect(parents.get(insertIn(spans)?.parentId ?? "")).toBe("create person");
    expect(spans.map((span) => span.name)).toContain("findAll person");
    const select = spans.find((span) => plain(span) === `SELECT ${table}`);
    expect(select?.attributes["db.query.text"]).toContain(`"name" = ?`);
  });

  test("Drizzle: its queries are ours", async () => {
    const { drizzle } = load<typeof import("drizzle-orm/node-postgres")>("drizzle-orm/node-postgres");
    const { pgTable, serial, text } = load<typeof import("drizzle-orm/pg-core")>("drizzle-orm/pg-core");
    const { eq } = load<typeof import("drizzle-orm")>("drizzle-orm");
    const people = pgTable(table, { id: serial().primaryKey(), name: text() });
    const pool = new pg.Pool(settings);
    const database = drizzle(pool);
    await trace("drizzle", async () => {
      await database.insert(people).values({ name: "hunter2" });
      await database.select().from(people).where(eq(people.name, "hunter2"));
    });
    await pool.end();
    const spans = await asked("drizzle");
    expect(ours(spans)).toEqual([`INSERT ${table}`, `SELECT ${table}`]);
    const [work] = sent.spans("drizzle");
    expect(spans.map((span) => span.parentId)).toEqual([work?.spanId, work?.spanId]);
  });
});

describeIntegration(typeorm, () => load("typeorm"));
describeIntegration(sequelizeIntegration, () => load("sequelize"));
