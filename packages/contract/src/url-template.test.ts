import fc from "fast-check";
import { expect, test } from "vitest";

import { fillTemplate, mistakeInTemplate, ticketPlaceholders } from "./url-template.ts";

const jira =
  "https://acme.atlassian.net/secure/CreateIssueDetails!init.jspa?pid=1&issuetype=4&summary={title}&description={body}";

test.each([
  ["javascript:alert(1)//{title}", "begins with http:// or https://"],
  ["data:text/html,{title}", "begins with http:// or https://"],
  ["//tracker.example/new?title={title}", "begins with http:// or https://"],
  ["/issues/new?title={title}", "begins with http:// or https://"],
  [" https://tracker.example/", "begins with http:// or https://"],
  ["https://{service}.example/new", "begins with http:// or https://"],
  ["https://tracker.example@evil.example/{title}", "begins with http:// or https://"],
  ["https://tracker.example:99999/{title}", "begins with http:// or https://"],
  ["https:\\\\tracker.example/", "begins with http:// or https://"],
  ["https://tracker.example/new?title={title}\njavascript:", "without spaces"],
  ["https://tracker.example/a/../{title}", "without `.` and `..`"],
  ["https://tracker.example/new?title={name}", "instead of {name}"],
  ["https://tracker.example/new?title={title", "both braces"],
])("refuses the template %j", (template, mistake) => {
  expect(mistakeInTemplate(template, ticketPlaceholders)).toContain(mistake);
  expect(fillTemplate(template, { title: "x", service: "x" })).toBeUndefined();
});

test("encodes values, so that they add no parameter and no fragment", () => {
  expect(mistakeInTemplate(jira, ticketPlaceholders)).toBeUndefined();
  expect(fillTemplate(jira, { title: "a&pid=2#b", body: "1 + 1 = 2\n\uD800" })).toBe(
    "https://acme.atlassian.net/secure/CreateIssueDetails!init.jspa?pid=1&issuetype=4&summary=a%26pid%3D2%23b&description=1%20%2B%201%20%3D%202%0A%EF%BF%BD",
  );
});

test("makes no link without all values, and none that leads up in the path", () => {
  const template = "https://git.example/{service}/blob/{commit}/{file}#L{line}";
  const values = { service: "payment", commit: "ab12", file: "src/a b.ts", line: "3" };
  expect(fillTemplate(template, values)).toBe("https://git.example/payment/blob/ab12/src/a%20b.ts#L3");
  expect(fillTemplate(template, { ...values, commit: "" })).toBeUndefined();
  expect(fillTemplate(template, { ...values, commit: undefined })).toBeUndefined();
  expect(fillTemplate(template, { ...values, service: ".." })).toBeUndefined();
  expect(fillTemplate(template, { ...values, file: "a/../../../../evil" })).toBeUndefined();
});

test("whatever the values, a link stays on the host and keeps the template's parameters", () => {
  const hostile = fc.oneof(
    fc.string({ unit: "binary", maxLength: 20 }),
    fc.constantFrom(
      "../",
      "..",
      "//evil.example",
      "javascript:alert(1)",
      "\uDFFF",
      "%2e%2e",
      "@evil.example",
      "{body}",
    ),
  );
  fc.assert(
    fc.property(hostile, hostile, hostile, (service, title, body) => {
      const filled = fillTemplate("https://t.example:8443/{service}/new?title={title}&body={body}", {
        service,
        title,
        body,
      });
      if (filled === undefined) return;
      const url = new URL(filled);
      expect(url.origin).toBe("https://t.example:8443");
      expect(url.pathname).toMatch(/^\/[^/]+\/new$/);
      expect([...url.searchParams.keys()]).toEqual(["title", "body"]);
    }),
    { seed: 37 },
  );
});
