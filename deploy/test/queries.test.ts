// The LogQL and TraceQL of docs and deploy, parsed by Grafana's own grammars, and the links of the data sources. Loki, Tempo and Grafana
// are not run here.
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { parser as logql } from "@grafana/lezer-logql";
import { parser as traceql } from "@grafana/lezer-traceql";
import { parse, parseAllDocuments } from "yaml";
import { expect, test } from "vitest";
import { root } from "../../tools/source-files.ts";
import { attributesOfReference } from "./attributes.ts";

const read = (file: string): string => readFileSync(path.join(root, file), "utf8");
const page = read("docs/guide/backends-queries.md");

const blocks = (language: string): string[] =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, "g"))].map(([, text]) =>
    text!.trim(),
  );

/** The part of a query that its grammar does not read; undefined if it reads all of it. */
function unread(grammar: typeof logql, query: string): string | undefined {
  let found: string | undefined;
  grammar.parse(query).iterate({
    enter: ({ type, from, to }) => {
      if (type.isError) found ??= query.slice(from, Math.max(to, from + 20));
    },
  });
  return found;
}

interface RuleFile {
  readonly groups: readonly { readonly rules: readonly { readonly expr: string }[] }[];
}

test("every LogQL query of the page and of Loki's rules is one", () => {
  const { groups } = parse(read("deploy/loki/rules/fake/telltale.yaml")) as RuleFile;
  const rules = groups.flatMap((group) => group.rules.map(({ expr }) => expr));
  const queries = [...blocks("logql"), ...rules];
  expect(queries.length).toBeGreaterThan(10);
  expect(queries.flatMap((query) => unread(logql, query) ?? [])).toEqual([]);
});

test("every TraceQL query of the page is one", () => {
  const queries = blocks("traceql");
  expect(queries.length).toBeGreaterThan(8);
  expect(queries.flatMap((query) => unread(traceql, query) ?? [])).toEqual([]);
});

test("the grammars find mistakes", () => {
  expect(unread(logql, '{service_name="payments" | level="error"')).toBeDefined();
  expect(unread(logql, 'sum by (a) (count_over_time({a="b"} | c="d"))')).toBeDefined();
  expect(unread(traceql, '{ name = "charge card" && }')).toBeDefined();
  expect(unread(traceql, "{ span.a = }")).toBeDefined();
});

const kinds = [
  "Counters, gauges and histograms",
  "Transactions",
  "Journeys and funnels",
  "Workflows",
  "Interactions",
  "Profiles",
  "Errors",
  "Log records",
  "Events",
  "Spans of your own",
  "Context attributes",
  "The console itself",
];

/** The text of a section, without what follows it. */
const sectionOf = (title: string): string => page.split(`\n## ${title}\n`)[1]?.split("\n## ")[0] ?? "";

test("the page has a section for each kind of signal, and no other before the links", () => {
  const titles = [...page.matchAll(/^## (.+)$/gm)].map(([, title]) => title);
  expect(titles.slice(0, titles.indexOf("From one signal to the others"))).toEqual(kinds);
});

test.each(kinds)(
  "%s: a name in each backend, and a query in each language, or the reason for none",
  (title) => {
    const section = sectionOf(title);
    const rows = ["Prometheus", "Loki", "Tempo"].filter((backend) => section.includes(`\n| ${backend} | `));
    // metrics are only in Prometheus, by their names in code
    const wanted = title === kinds[0] ? [] : ["Prometheus", "Loki", "Tempo"];
    expect(rows).toEqual(wanted);
    for (const language of ["PromQL", "LogQL", "TraceQL"]) {
      const hasQuery = section.includes(`\`\`\`${language.toLowerCase()}\n`);
      const hasReason = new RegExp(`\\bno ${language}\\b`, "i").test(section);
      expect({ language, answered: hasQuery !== hasReason }).toEqual({ language, answered: true });
    }
  },
);

test("attributes of Telltale in queries and tables are those that it sends", () => {
  const known = attributesOfReference();
  const underscored = new Set([...known].map((name) => name.replaceAll(".", "_")));
  const inLoki = blocks("logql").flatMap((query) => query.match(/\btelltale_\w+/g) ?? []);
  const inTempo = blocks("traceql").flatMap((query) =>
    [...query.matchAll(/\b(?:span|event)\.(telltale[\w.]+)/g)].map(([, name]) => name!),
  );
  const loki = [...page.matchAll(/^\| Loki \|(.+)$/gm)].flatMap(
    ([, row]) => row!.match(/\btelltale_\w+/g) ?? [],
  );
  expect(inLoki.length + loki.length).toBeGreaterThan(20);
  expect(inTempo.length).toBeGreaterThan(8);
  expect([...inLoki, ...loki].filter((name) => !underscored.has(name))).toEqual([]);
  expect(inTempo.filter((name) => !known.has(name))).toEqual([]);
});

interface DataSource {
  readonly uid: string;
  readonly type: string;
  readonly jsonData: {
    readonly exemplarTraceIdDestinations?: readonly {
      readonly name: string;
      readonly datasourceUid: string;
    }[];
    readonly derivedFields?: readonly { readonly matcherRegex: string; readonly datasourceUid: string }[];
    readonly tracesToLogsV2?: {
      readonly datasourceUid: string;
      readonly query: string;
      readonly tags: readonly { readonly key: string; readonly value: string }[];
    };
    readonly tracesToMetrics?: { readonly datasourceUid: string };
    readonly serviceMap?: { readonly datasourceUid: string };
  };
}

test("the data sources link exemplars, traces and log records with each other", () => {
  const file = "deploy/grafana/provisioning/datasources/telltale.yaml";
  const { datasources } = parse(read(file)) as { datasources: readonly DataSource[] };
  const typeOf = (uid: string | undefined): string | undefined =>
    datasources.find((one) => one.uid === uid)?.type;
  const of = (type: string): DataSource["jsonData"] => datasources.find((one) => one.type === type)!.jsonData;
  expect(
    of("prometheus").exemplarTraceIdDestinations!.map(({ name, datasourceUid }) => [
      name,
      typeOf(datasourceUid),
    ]),
  ).toEqual([["trace_id", "tempo"]]);
  expect(
    of("loki").derivedFields!.map(({ matcherRegex, datasourceUid }) => [matcherRegex, typeOf(datasourceUid)]),
  ).toEqual([["trace_id", "tempo"]]);
  const { tracesToLogsV2, tracesToMetrics, serviceMap } = of("tempo");
  expect(typeOf(tracesToLogsV2?.datasourceUid)).toBe("loki");
  expect(typeOf(tracesToMetrics?.datasourceUid)).toBe("prometheus");
  expect(typeOf(serviceMap?.datasourceUid)).toBe("prometheus");
  // as Grafana fills it in: `$$` of a provisioning file is `$`
  const query = tracesToLogsV2!.query
    .replace("$${__tags}", `${tracesToLogsV2!.tags[0]!.value}="payments"`)
    .replace("$${__trace.traceId}", "4bf92f3577b34da6a3ce929d0e0e4736");
  expect(blocks("logql")).toContain(query);
});

const files = globSync("deploy/**/*.{yml,yaml}", { cwd: root });

test.each(files)("%s is YAML", (file) => {
  const documents = parseAllDocuments(read(file));
  expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
});

const notRun = files.filter(
  (file) => /^deploy\/(?:loki|tempo|grafana|collector)\//.test(file) && !file.endsWith("kustomization.yaml"),
);

test.each(notRun)("%s says that it is not run in CI", (file) => {
  expect(read(file)).toMatch(/^(?:#.*\n)*#.*not run in CI/i);
});
