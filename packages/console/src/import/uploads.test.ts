// How many files are read at a time, and whose they are.
import { expect, test } from "vitest";
import { createUploads } from "./uploads.ts";

const busy: unknown = expect.objectContaining({ code: "IMPORTS_BUSY" });
const unknown: unknown = expect.objectContaining({ code: "IMPORT_UNKNOWN" });
const of = (tenant: string, identity = "") => ({ tenant, identity });
const file = (tenant: string, id?: string) => ({ id, name: "a file", holder: of(tenant) });

test("a tenant has two files read at a time, and all have four; asking for an unknown id says whether a slot is free", () => {
  const uploads = createUploads();
  const first = uploads.begin(file("red"));
  uploads.begin(file("red"));
  expect(() => uploads.begin(file("red"))).toThrow(busy as Error);
  uploads.begin(file("blue"));
  uploads.begin(file("blue"));
  expect(() => uploads.begin(file("green"))).toThrow(busy as Error);
  expect(() => uploads.find("unknown", of("green"))).toThrow(busy as Error);
  first.state = "done";
  expect(() => uploads.find("unknown", of("green"))).toThrow(unknown as Error);
  uploads.begin(file("green"));
});

test("two tenants may use the same id, and each finds its own file", () => {
  const uploads = createUploads();
  const id = "0123456789abcdef".repeat(2);
  const red = uploads.begin(file("red", id));
  const blue = uploads.begin(file("blue", id));
  expect(uploads.find(id, of("red"))).toBe(red);
  expect(uploads.find(id, of("blue"))).toBe(blue);
  expect(() => uploads.begin(file("red", id))).toThrow("another import has it");
});

test("a token has one file read at a time, and leaves a slot to the others of its tenant", () => {
  const uploads = createUploads();
  const begin = (identity: string) =>
    uploads.begin({ id: undefined, name: "a file", holder: of("red", identity) });
  const first = begin("token:a");
  expect(() => begin("token:a")).toThrow("The console is already reading a file of yours.");
  begin("token:b");
  expect(() => begin("token:c")).toThrow("as many files of this tenant");
  first.state = "done";
  begin("token:c");
});
