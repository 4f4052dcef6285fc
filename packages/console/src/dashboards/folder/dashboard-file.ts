// One file of dashboards: JSON as `telltale catalog dashboards --target console` and the export write it.
import { createHash } from "node:crypto";
import { dashboardsFile, type DashboardsFile, dashboardsForm, type NewDashboard } from "contract";
import { checkDashboard } from "../../charts/check-dashboard.ts";
import { checkForm } from "../../charts/mistakes.ts";
import type { FileRead } from "../../folder/watched-folder.ts";

interface FileMistake {
  readonly message: string;
  readonly fix: string;
}

/** A dashboard of a file. */
export interface FileDashboard {
  readonly id: string;
  /** A hash of its content. */
  readonly version: string;
  readonly content: NewDashboard;
}

export type DashboardRead = FileRead<readonly FileDashboard[], FileMistake>;

const mostMistakes = 20;

/** Whether a path in the folder may be a file of dashboards. */
export function isDashboardFile(path: string): boolean {
  return path.endsWith(".json");
}

/** Reads the text of a file. A file with a mistake is not in use at all: half of a dashboard would look like the whole. */
export function readDashboardFile(path: string, text: string): DashboardRead {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refused(`is not JSON: ${(error as Error).message}`, "Correct the JSON.");
  }
  // one of Grafana, or of anything else
  const { form } = Object(value) as { readonly form?: unknown };
  if (form !== dashboardsForm)
    return refused(
      `has \`form\` ${JSON.stringify(form)?.slice(0, 100) ?? "missing"}; expected \`"${dashboardsForm}"\`.`,
      "Export a dashboard of the console as JSON, or write it with `telltale catalog dashboards --target console`.",
    );
  const checked = checkForm(dashboardsFile, value);
  const mistakes = "mistakes" in checked ? checked.mistakes : mistakesOf(checked.data);
  if ("mistakes" in checked || mistakes.length > 0) return { problems: describe(mistakes) };
  return {
    content: checked.data.dashboards.map(({ name, ...content }) => ({
      id: `f-${hashOf(path, name)}`,
      version: hashOf(JSON.stringify(content)),
      content,
    })),
    problems: [],
  };
}

interface Mistake {
  readonly path: string;
  readonly message: string;
}

/** The first ones, and how many others there are. */
function describe(mistakes: readonly Mistake[]): FileMistake[] {
  const fix = "Correct the file; it is read again when it changes.";
  const left = mistakes.length - mostMistakes;
  return [
    ...mistakes.slice(0, mostMistakes).map(({ path: where, message }) => ({
      message: `${where === "" ? "The file" : `\`${where}\``} ${message}`,
      fix,
    })),
    ...(left > 0 ? [{ message: `The file has ${left} more mistakes.`, fix }] : []),
  ];
}

function mistakesOf({ dashboards }: DashboardsFile): readonly Mistake[] {
  const names = dashboards.map(({ name }) => name);
  return dashboards.flatMap((one, at) => [
    ...(names.indexOf(one.name) === at
      ? []
      : [
          {
            path: `dashboards[${at}].name`,
            message: `is \`${one.name}\`, which another dashboard of the file has.`,
          },
        ]),
    ...checkDashboard(one).map(({ path, message }) => ({ path: `dashboards[${at}].${path}`, message })),
  ]);
}

function hashOf(...texts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(texts)).digest("hex").slice(0, 16);
}

export function refused(message: string, fix: string): DashboardRead {
  return { problems: [{ message: `The file ${message}`, fix }] };
}
