import fc from "fast-check";
import { expect, test } from "vitest";
import { readConnection } from "./connection.ts";

test.each([
  ["postgres://user:pw@db.internal:5433/shop?sslmode=on", "db.internal", 5433, "shop"],
  ["postgres://db/shop", "db", undefined, "shop"],
  ["mongodb://u:p%40ss@h1:27017,h2:27018/shop?replicaSet=a", "h1", 27017, "shop"],
  ["mongodb+srv://u:pw@cluster.example/shop", "cluster.example", undefined, "shop"],
  ["redis://:pw@127.0.0.1:6379/0", "127.0.0.1", 6379, "0"],
  ["amqp://[::1]:5672", "::1", 5672, undefined],
  ["host=db port=5432 dbname=shop user=u password='a b host=evil'", "db", 5432, "shop"],
  ["Server=tcp:db.example,1433;Database=shop;User Id=u;Password=pw;", "db.example", 1433, "shop"],
  ["user/pw@host:1521/service", "host", 1521, "service"],
])("%s", (text, address, port, namespace) => {
  expect(readConnection(text)).toMatchObject({ address, port, namespace });
});

test("a name is a label, and so is what the place makes", () => {
  expect(readConnection("orders primary").label).toBe("orders primary");
  expect(readConnection(":memory:").label).toBe(":memory:");
  expect(readConnection("postgres://u:pw@db:5432/shop").label).toBe("db:5432/shop");
  expect(readConnection({ name: "replica", host: "db", database: "shop" }).label).toBe("replica");
});

test("clients and pools of drivers", () => {
  const here = { address: "db", port: 5432, namespace: "shop" };
  expect(readConnection({ host: "db", port: 5432, database: "shop" })).toMatchObject(here);
  expect(readConnection({ options: { host: "db", port: "5432", database: "shop" } })).toMatchObject(here);
  expect(readConnection({ options: { connectionString: "postgres://u:pw@db:5432/shop" } })).toMatchObject(
    here,
  );
  expect(
    readConnection({ pool: { config: { connectionConfig: { host: "db", port: 5432, database: "shop" } } } }),
  ).toMatchObject(here);
  const hostile = {
    get host(): string {
      throw new Error("no");
    },
    get options(): object {
      throw new Error("no");
    },
  };
  expect(readConnection(hostile)).toMatchObject({ label: undefined, address: undefined });
  expect(readConnection(7)).toMatchObject({ label: undefined });
});

test("a password never leaves, in any form of connection", () => {
  const password = fc.stringMatching(/^[!-~]{3,20}$/).map((text) => `Zq9${text}`);
  const forms: readonly ((text: string) => string)[] = [
    (text) => `postgres://user:${encodeURIComponent(text)}@db:5432/shop`,
    (text) => `postgres://user:${text.replaceAll(/[/?#@]/g, "")}@db:5432/shop`,
    (text) => `host=db password='${text.replaceAll("'", "")}' dbname=shop`,
    (text) => `Server=db;Database=shop;Password="${text.replaceAll('"', "")}"`,
    (text) => `user/${text.replaceAll("=", "")}@db:1521/shop`,
  ];
  fc.assert(
    fc.property(password, fc.constantFrom(...forms), (secret, form) => {
      expect(JSON.stringify(readConnection(form(secret)))).not.toContain("Zq9");
    }),
    { numRuns: 500 },
  );
});
