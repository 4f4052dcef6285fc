import { expect, test } from "vitest";
import { refusalOf } from "./refusal.ts";

const page = "http://127.0.0.1:4319";
const messageOf = async (body: string, status: number): Promise<string> =>
  (await refusalOf(page, new Response(body, { status, statusText: "Bad Gateway" }))).message;

test("a problem says what it is; whatever else answers says its status", async () => {
  expect(await messageOf(JSON.stringify({ code: "X", message: "It is so.", fix: "Do so." }), 409)).toBe(
    "It is so.\nDo so.",
  );
  expect(await messageOf("<html>", 502)).toBe(`${page} answered 502 Bad Gateway.`);
});

test("what a console of another role does not serve is said as such", async () => {
  const unknown = JSON.stringify({ code: "UNKNOWN_PATH", message: "Nothing is at POST /api/sql.", fix: "" });
  expect(await messageOf(unknown, 404)).toContain("it has the role `ingest` or `alert`");
});
