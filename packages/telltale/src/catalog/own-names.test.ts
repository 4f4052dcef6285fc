import { expect, test } from "vitest";
import { runtimeEmits } from "../integrations/runtime/emits.ts";
import { isCommonName } from "./own-names.ts";

test("no catalog has to declare the attributes of runtime metrics", () => {
  const keys = runtimeEmits.flatMap(({ attributes }) => attributes.map(({ name }) => name));
  expect(keys).toContain("system.paging.fault.type");
  expect(keys.filter((key) => !isCommonName(key))).toEqual([]);
});

test("other names of everyday words are the application's own", () => {
  expect(["system.name", "order.id"].filter((key) => isCommonName(key))).toEqual([]);
});
