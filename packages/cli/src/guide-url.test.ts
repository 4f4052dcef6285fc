import { expect, test } from "vitest";
import { guideUrl, urlOf } from "./guide-url.ts";

test("names a guide in the repository of the release, at its version", () => {
  const repository = { url: "git+https://git.example/shop/telltale.git" };
  expect(urlOf("/app", { version: "0.2.0", repository }, "migrate-opentelemetry.md#table-of-calls")).toBe(
    "https://git.example/shop/telltale/blob/v0.2.0/docs/guide/migrate-opentelemetry.md#table-of-calls",
  );
});

test("names the file of a checkout where there is no repository yet", () => {
  expect(guideUrl("alerts.md#data")).toMatch(/^file:\/\/.*\/docs\/guide\/alerts\.md#data$/);
  expect(urlOf("/nowhere/a/b", { version: "0.2.0" }, "alerts.md")).toBe("docs/guide/alerts.md");
});
