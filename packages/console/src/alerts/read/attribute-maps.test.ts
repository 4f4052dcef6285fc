import { createInput, type Source } from "alerts/readings";
import { expect, test } from "vitest";
import { createAttributeMaps } from "./attribute-maps.ts";
import { whereOf } from "./family.ts";

const nothing = { text: [], whole: [], double: [], bool: [], held: [], gaps: "0" };

/** The maps that are read for an input, by the rows of the roll-up. */
async function mapsOf(
  rows: readonly object[],
  groupBy: readonly string[],
  where: Readonly<Record<string, string>> = {},
  services?: readonly string[],
) {
  const source = { service: "shop", measure: "errors", where } as Source;
  const asked: unknown[] = [];
  const maps = createAttributeMaps(
    async (name, params) => {
      asked.push([name, params["keys"]]);
      return rows as never;
    },
    [createInput(source, 60_000, 0, groupBy)],
    { from: 0, to: 3_600_000 },
  );
  const family = { groupBy, where: whereOf(source) };
  const params = await maps.paramsOf("spans", family, services);
  await maps.paramsOf("spans", family, services);
  const names = Object.keys(params).filter((name) => !/(Key|Value)$/.test(name));
  return { names: names.toSorted(), asked };
}

test("asks once for all attributes, and not at all without any", async () => {
  const rows = [{ ...nothing, serviceName: "shop" }];
  expect((await mapsOf(rows, ["tier", "service.name"], { region: "eu" })).asked).toEqual([
    ["alert-span-shapes", ["tier", "region"]],
  ]);
  expect((await mapsOf(rows, ["service.name"])).asked).toEqual([]);
});

test("reads the values alone of a text, and the maps that may hold an attribute", async () => {
  const rows = [
    { ...nothing, serviceName: "shop", text: ["tier", "code", "host"], whole: ["code"], held: ["host"] },
    { ...nothing, serviceName: "bank", double: ["tier"], held: ["host"] },
  ];
  const shop = ["shop"];
  expect((await mapsOf(rows, ["tier"], {}, shop)).names).toEqual(["group1Only"]);
  expect((await mapsOf(rows, ["code"], {}, shop)).names).toEqual(["group1Text", "group1Whole"]);
  // the resource has the attribute, too, and an empty text of the record comes first
  expect((await mapsOf(rows, ["host"], {}, shop)).names).toEqual(["group1Text"]);
  // in no map: it can be with the resource only
  expect((await mapsOf(rows, ["other"], {}, shop)).names).toEqual([]);
  expect((await mapsOf(rows, [], { tier: "" }, shop)).names).toEqual(["where1Text"]);
  expect((await mapsOf(rows, [], { tier: "pro" }, shop)).names).toEqual(["where1Only"]);
  expect((await mapsOf(rows, ["tier"])).names).toEqual(["group1Double", "group1Text"]);
});

test.each([
  ["lacks an hour", [{ ...nothing, serviceName: "shop", text: ["tier"], gaps: "1" }]],
  ["has nothing", []],
])("reads all maps while the roll-up %s", async (_, rows) => {
  expect((await mapsOf(rows, ["tier"])).names).toEqual([
    "group1Bool",
    "group1Double",
    "group1Text",
    "group1Whole",
  ]);
});
