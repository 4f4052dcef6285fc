// The commands that replay an alert on another machine, as messages and pages show them. No schemas: the pages load this file.
import { type Shell, shell, word } from "quoting/shell";
import { urlPart } from "quoting/unicode";
import { join } from "quoting/written";
import type { AlertReplay } from "./alert.ts";

/**
 * Commands of a POSIX shell: export the rule and its data from the console at `url`, and replay them. Of a console that asks for a token,
 * it is in `TELLTALE_TOKEN`. Queries of rules run once for each evaluation.
 */
export function replayCommands(replay: AlertReplay, url: string): readonly Shell[] {
  const { alertId, rule, signals, queries, dataFrom, from, to } = replay;
  const base = url.replace(/\/+$/, "");
  const name = `replay-${alertId}-${to.replaceAll(/[-:]|\.\d+/g, "")}`;
  const folder = word(name);
  const rules = word(`${name}/rules.yaml`);
  const file = word(`${base}/api/alert-rules/file?rule=${urlPart(rule)}`);
  return [
    shell`mkdir -p ${folder}`,
    shell`curl -fsS -H "authorization: Bearer $TELLTALE_TOKEN" -o ${rules} ${file}`,
    ...signals.map(
      (signal) =>
        shell`npx telltale-console export --url ${word(base)} --signal ${word(signal)} --from ${word(dataFrom)} --to ${word(to)} --out ${word(`${name}/${signal}.jsonl`)}`,
    ),
    ...queries.map((query, index) => valuesCommand(query, replay, base, `${name}/sql-${index + 1}.csv`)),
    shell`npx telltale-cli replay ${rules} ${folder} --from ${word(from)} --to ${word(to)} --rule=${word(rule)}`,
  ];
}

/** A table with the values of a query at each evaluation: each run says its columns, of which the first are kept. */
function valuesCommand(
  { name, query, windowSeconds }: AlertReplay["queries"][number],
  { dataFrom, to, everySeconds }: AlertReplay,
  base: string,
  file: string,
): Shell {
  const seconds = (time: string): number => Math.floor(Date.parse(time) / 1000 / everySeconds) * everySeconds;
  const values = `SELECT {at:String} AS time, {name:String} AS sql, * FROM (\n${query}\n)`;
  const params = [
    shell`from=$((at - ${windowSeconds}))`,
    shell`to=$at`,
    // a window ends before the evaluation
    shell`at=$((at - 1)).999`,
    word(`name=${name}`),
  ];
  // behind the query: `--param` takes all words up to the next option
  const given = join(
    params.map((one) => shell`--param ${one}`),
    shell` `,
  );
  const run = shell`npx telltale-console sql --url ${word(base)} ${word(values)} --format csv ${given}`;
  const times = shell`$(seq ${seconds(dataFrom)} ${everySeconds} ${seconds(to)})`;
  return shell`for at in ${times}; do ${run}; done | awk 'NR == 1 { head = $0; print; next } $0 != head' > ${word(file)}`;
}
