// The commands that replay an alert on another machine, as messages and pages show them. No schemas: the pages load this file.
import type { AlertReplay } from "./alert.ts";

/**
 * Commands of a POSIX shell: export the rule and its data from the console at `url`, and replay them. Of a console that asks for a token,
 * it is in `TELLTALE_TOKEN`. Queries of rules run once for each evaluation.
 */
export function replayCommands(replay: AlertReplay, url: string): readonly string[] {
  const { alertId, rule, signals, queries, dataFrom, from, to } = replay;
  const base = url.replace(/\/+$/, "");
  const folder = `replay-${alertId}-${to.replaceAll(/[-:]|\.\d+/g, "")}`;
  const file = quote(`${base}/api/alert-rules/file?rule=${encodeURIComponent(rule)}`);
  return [
    `mkdir -p ${folder}`,
    `curl -fsS -H "authorization: Bearer $TELLTALE_TOKEN" -o ${folder}/rules.yaml ${file}`,
    ...signals.map(
      (signal) =>
        `telltale-console export --url ${quote(base)} --signal ${signal} --from ${dataFrom} --to ${to} --out ${folder}/${signal}.jsonl`,
    ),
    ...queries.map((query, index) => valuesCommand(query, replay, base, `${folder}/sql-${index + 1}.csv`)),
    `npx telltale replay ${folder}/rules.yaml ${folder} --from ${from} --to ${to} --rule=${quote(rule)}`,
  ];
}

/** A table with the values of a query at each evaluation: each run says its columns, of which the first are kept. */
function valuesCommand(
  { name, query, windowSeconds }: AlertReplay["queries"][number],
  { dataFrom, to, everySeconds }: AlertReplay,
  base: string,
  file: string,
): string {
  const seconds = (time: string): number => Math.floor(Date.parse(time) / 1000 / everySeconds) * everySeconds;
  const values = `SELECT {at:String} AS time, {name:String} AS sql, * FROM (\n${query}\n)`;
  const params = [
    `from=$((at - ${windowSeconds}))`,
    "to=$at",
    // a window ends before the evaluation
    "at=$((at - 1)).999",
    quote(`name=${name}`),
  ];
  // behind the query: `--param` takes all words up to the next option
  const run = `telltale-console sql --url ${quote(base)} ${quote(values)} --format csv ${params.map((one) => `--param ${one}`).join(" ")}`;
  const times = `$(seq ${seconds(dataFrom)} ${everySeconds} ${seconds(to)})`;
  return `for at in ${times}; do ${run}; done | awk 'NR == 1 { head = $0; print; next } $0 != head' > ${file}`;
}

/** One word of a POSIX shell. */
function quote(text: string): string {
  return /^[\w./:@%+,=-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
