// What `telltale doctor` prints for people: first what is wrong, then where data goes, then what is not a default.
import { version } from "../version.ts";
import type { Fact } from "./fact.ts";
import type { Facts } from "./facts.ts";
import type { Checked } from "./probe.ts";

/** Attributes of the resource that everyone looks for, also with their default. */
const basics: ReadonlySet<string> = new Set([
  "service.name",
  "service.version",
  "deployment.environment.name",
]);

/** Something that is wrong, or probably not as it was meant. */
export interface Finding {
  /** `fail`: telemetry does not arrive. */
  readonly status: "fail" | "warn";
  readonly message: string;
}

/** What is wrong, the worst first. */
export function findingsOf({ resource, warnings }: Facts, checked: readonly Checked[]): readonly Finding[] {
  const unnamed = resource.find(
    ({ name, value, origin }) =>
      name === "service.name" && origin === "default" && value.startsWith("unknown_service"),
  );
  return [
    ...checked
      .filter(({ ok }) => !ok)
      .map(
        ({ signal, url, message }) => ({ status: "fail", message: `${signal} ${url}: ${message}` }) as const,
      ),
    ...warnings.map((message) => ({ status: "warn", message }) as const),
    ...(unnamed === undefined
      ? []
      : [
          {
            status: "warn",
            message: `service.name is ${unnamed.value}, like that of every application without a name: set OTEL_SERVICE_NAME, or the option \`service\`.`,
          } as const,
        ]),
  ];
}

/**
 * What people read.
 *
 * @param checked of the ways of `facts`, in their order; empty when none was asked.
 * @param all whether settings and attributes of the resource that have their default are listed as well.
 */
export function describeFacts(facts: Facts, checked: readonly Checked[], all: boolean): string {
  const isShown = ({ name, origin }: Fact): boolean => all || origin !== "default" || basics.has(name);
  const findings = findingsOf(facts, checked);
  const settings = facts.settings.filter(isShown);
  const left = facts.settings.length - settings.length;
  const parts = [
    heading(facts),
    findings.length === 0
      ? "No problems found."
      : section(
          "Problems",
          findings.map(({ status, message }) => [status === "fail" ? "FAIL" : "warn", message]),
        ),
    facts.ways.length === 0
      ? "Data goes nowhere by OTLP: it has other exporters, or none."
      : section(
          "Data goes to",
          facts.ways.map((way, at) => [way.signal, way.value, from(way), answerOf(checked[at])]),
        ),
    settings.length === 0
      ? undefined
      : section(all ? "Settings" : "Settings that are set", settings.map(row)),
    section("Resource", facts.resource.filter(isShown).map(row)),
    left === 0 ? undefined : `${left} settings have their default: \`telltale doctor --all\` lists them.`,
  ];
  return parts.filter((part) => part !== undefined).join("\n\n");
}

function heading({ file }: Facts): string {
  const read = file === undefined ? "" : `, configuration file ${file} (other OTEL_* variables do not count)`;
  return `telltale ${version}, Node ${process.versions.node}${read}`;
}

/** Empty where no endpoint was asked. */
function answerOf(checked: Checked | undefined): string {
  if (checked === undefined) return "";
  return checked.ok ? checked.message : "FAIL";
}

function row(fact: Fact): readonly string[] {
  return [fact.name, fact.value, from(fact)];
}

function from({ origin, source }: Fact): string {
  return source === undefined ? origin : `${origin}: ${source}`;
}

/** Columns as wide as their longest text, at most this. */
const widest = 60;

function section(title: string, rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const cells of rows)
    for (const [at, cell] of cells.entries())
      widths[at] = Math.max(widths[at] ?? 0, Math.min(cell.length, widest));
  const lines = rows.map((cells) =>
    `  ${cells.map((cell, at) => cell.padEnd(widths[at]!)).join("  ")}`.trimEnd(),
  );
  return [title, ...lines].join("\n");
}
