// Whether a converted route would have nothing to serve: `prometheusHandler()` and `scrape()` answer 503 until metrics are shown to Prometheus.
import { child, children, keyOf, type Node } from "../code/node.ts";
import type { Project } from "../code/project.ts";
import { exitCode, Failure } from "../failure.ts";
import type { Converted } from "./convert.ts";
import { readLocalPackages } from "./packages.ts";
import { startCalls } from "./sdk-starts.ts";
import { readStartFiles } from "./start-files.ts";
import { isAuxiliary } from "./code-starts.ts";
import { afterConversion } from "./unstarted.ts";

/** The files with such a route. @param before the project before the conversion. */
export function findUnserved(root: string, before: Project, files: readonly Converted[]): readonly string[] {
  const converted = files.filter((one) => !isAuxiliary(one.file) && serves(one.after) && !serves(one.before));
  if (converted.length === 0) return [];
  const startFiles = readStartFiles(root);
  if (startFiles.some(({ text }) => variable.test(text))) return [];
  const project = afterConversion(before, files);
  const packages = readLocalPackages(startFiles);
  const shown = project.modules.filter(
    (module) => !isAuxiliary(module.file) && startCalls(project, module).some((call) => mayShowMetrics(call)),
  );
  return converted.flatMap(({ file }) => {
    const one = packages.ownerOf(file);
    const around = [...packages.withDependencies(one), ...packages.usersOf(one)];
    return shown.some((module) => around.includes(packages.ownerOf(module.file))) ? [] : [file];
  });
}

const serves = (text: string): boolean => /["']telltale\/prometheus["']/.test(text);

/** What shows metrics without code: variables, and the reader in a file of OpenTelemetry's configuration. */
const variable =
  /TELLTALE_PROMETHEUS_PORT|OTEL_METRICS_EXPORTER[^\w\n]+[\w,/]*prometheus|prometheus\/development/;

/** Whether `start()` has the option `prometheus`, as far as its options are written there. */
function mayShowMetrics(call: Node): boolean {
  const [options] = children(call, "arguments");
  if (options === undefined) return false;
  if (options.type !== "ObjectExpression") return true;
  return children(options, "properties").some(
    (one) =>
      one.type === "SpreadElement" ||
      (keyOf(one) === "prometheus" && child(one, "value")?.["value"] !== false),
  );
}

/** Why the command refuses, and what to change. */
export function explainUnserved(files: readonly string[]): Failure {
  return new Failure(
    `Nothing shows Telltale's metrics to Prometheus here, so that the converted route would answer 503:\n${files.join("\n")}`,
    "Pass `prometheus: { server: false }` to `start()`. Where `telltale/register` is preloaded, set `TELLTALE_PROMETHEUS_PORT`, as in a line of `.env` or of the Dockerfile. Then run the command again.",
    exitCode.usage,
  );
}
