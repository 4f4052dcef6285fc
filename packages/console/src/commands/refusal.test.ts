import { expect, test } from "vitest";
import type { ProblemError } from "../problem/problem.ts";
import { refusalOf } from "./refusal.ts";

const page = "http://127.0.0.1:4319";
const errorOf = (body: string, status: number): Promise<ProblemError> =>
  refusalOf(page, new Response(body, { status, statusText: "Bad Gateway" }));

test("passes on the code, the message and the fix of a problem", async () => {
  const problem = { code: "TOKEN_REQUIRED", message: "It is so.", fix: "Do so." };
  expect(await errorOf(JSON.stringify(problem), 401)).toMatchObject(problem);
});

test("keeps message and fix of a code that a later version has added", async () => {
  const problem = { code: "ADDED_LATER", message: "It is so.", fix: "Do so." };
  const expected = { ...problem, code: "CONSOLE_REFUSED" };
  expect(await errorOf(JSON.stringify(problem), 409)).toMatchObject(expected);
});

test("shows the status of an answer that is not a problem", async () => {
  const { message } = await errorOf("<html>", 502);
  expect(message).toBe(`${page} answered 502 Bad Gateway.`);
});

test("names the role when a console does not serve the route", async () => {
  const unknown = JSON.stringify({
    code: "UNKNOWN_PATH",
    message: "There is no route POST /api/sql.",
    fix: "",
  });
  expect((await errorOf(unknown, 404)).message).toContain("it has the role `ingest` or `alert`");
});
