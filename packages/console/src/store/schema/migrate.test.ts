import { describe, expect, test } from "vitest";
import { planMigrations, toMigrations } from "./migrate.ts";

const files = [
  { name: "001-a", text: "-- why\nCREATE TABLE a (x UInt8) ENGINE = MergeTree ORDER BY x;\n" },
  { name: "002-b", text: "ALTER TABLE a ADD COLUMN y UInt8; ALTER TABLE a ADD COLUMN z UInt8;" },
];
const migrations = toMigrations(files);

describe("toMigrations", () => {
  test("reads number and statements", () => {
    expect(migrations.map(({ number, statements }) => [number, statements.length])).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  test("comments and white space do not change the checksum, statements do", () => {
    const [same] = toMigrations([
      { name: "001-a", text: "CREATE  TABLE a (x UInt8)\n  ENGINE = MergeTree ORDER BY x; -- other" },
    ]);
    const [other] = toMigrations([
      { name: "001-a", text: "CREATE TABLE a (x UInt16) ENGINE = MergeTree ORDER BY x" },
    ]);
    expect(same!.checksum).toBe(migrations[0]!.checksum);
    expect(other!.checksum).not.toBe(migrations[0]!.checksum);
  });
});

describe("planMigrations", () => {
  test("applies what is missing, in order", () => {
    expect(planMigrations(migrations, []).map(({ number }) => number)).toEqual([1, 2]);
    expect(planMigrations(migrations, [migrations[0]!]).map(({ number }) => number)).toEqual([2]);
    expect(planMigrations(migrations, migrations)).toEqual([]);
  });

  test("refuses a store that is newer", () => {
    const newer = { number: 3, name: "003-c", checksum: "c" };
    expect(() => planMigrations(migrations, [...migrations, newer])).toThrow(
      expect.objectContaining({ code: "SCHEMA_NEWER", message: expect.stringContaining("003-c") }),
    );
  });

  test("refuses a step that is not the one that was applied", () => {
    const changed = { ...migrations[0]!, checksum: "0" };
    expect(() => planMigrations(migrations, [changed])).toThrow(
      expect.objectContaining({ code: "MIGRATION_FAILED" }),
    );
  });
});
