import { expect, test } from "vitest";
import { readIntake } from "./intake.ts";

test("nothing beside OTLP is taken unless it is asked for", () => {
  expect(readIntake({}, {})).toEqual({ zipkinPort: undefined, jaegerPort: undefined, scrapeJobs: [] });
  expect(readIntake({}, { TELLTALE_CONSOLE_ZIPKIN_PORT: " " }).zipkinPort).toBeUndefined();
});

test("flags come before variables", () => {
  const env = { TELLTALE_CONSOLE_ZIPKIN_PORT: "9411", TELLTALE_CONSOLE_JAEGER_PORT: "14268" };
  expect(readIntake({ zipkinPort: "0" }, env)).toMatchObject({ zipkinPort: 0, jaegerPort: 14268 });
});

test.each(["65536", "-1", "9411/", "1e3", "a"])("rejects the port %s", (port) => {
  expect(() => readIntake({ zipkinPort: port }, {})).toThrow(expect.objectContaining({ code: "BAD_OPTION" }));
  expect(() => readIntake({ jaegerPort: port }, {})).toThrow(`\`--jaeger-port ${port}\``);
});

test("names a scrape configuration that does not exist", () => {
  expect(() => readIntake({ scrapeConfig: "/nowhere/scrape.yaml" }, {})).toThrow("`/nowhere/scrape.yaml`");
});
