// How many files are read at a time, and whose they are.
import { expect, test } from "vitest";
import { createUploads } from "./uploads.ts";

const busy: unknown = expect.objectContaining({ code: "IMPORTS_BUSY" });
const unknown: unknown = expect.objectContaining({ code: "IMPORT_UNKNOWN" });
const file = (tenant: string, id?: string) => ({ id, name: "a file", tenant });

test("a tenant has two files read at a time, and all have four; asking for an unknown id says whether a slot is free", () => {
  const uploads = createUploads();
  const first = uploads.begin(file("red"));
  uploads.begin(file("red"));
  expect(() => uploads.begin(file("red"))).toThrow(busy as Error);
  uploads.begin(file("blue"));
  uploads.begin(file("blue"));
  expect(() => uploads.begin(file("green"))).toThrow(busy as Error);
  expect(() => uploads.find("unknown", "green")).toThrow(busy as Error);
  first.state = "done";
  expect(() => uploads.find("unknown", "green")).toThrow(unknown as Error);
  uploads.begin(file("green"));
});

test("two tenants may use the same id, and each finds its own file", () => {
  const uploads = createUploads();
  const id = "0123456789abcdef".repeat(2);
  const red = uploads.begin(file("red", id));
  const blue = uploads.begin(file("blue", id));
  expect(uploads.find(id, "red")).toBe(red);
  expect(uploads.find(id, "blue")).toBe(blue);
  expect(() => uploads.begin(file("red", id))).toThrow("another import has it");
});
