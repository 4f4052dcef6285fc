// Input that wants to be something else, put into every place a request has: each parameter of each path of the contract, parts of paths,
// bodies, headers, cookies. What parameters a path has, it tells itself when it is given one it does not know.
import { pathOf, type Problem, routes, splitRoute } from "contract";
import { createRandom } from "../hostile/random.ts";
import type { SecuredConsole } from "./secured-console.ts";

const attacks: readonly string[] = [
  "'; DROP TABLE spans; --",
  "') UNION ALL SELECT hash FROM tokens --",
  "\\'; SELECT 1; --",
  "\\",
  '"`{from:String}',
  "a\tb\nc\r\n\u0000",
  "['a']",
  "nan",
  "%_.*((((",
  "__proto__",
  "1e309",
  "-9223372036854775809",
  "Ω ‮ 😀",
  "../../etc/passwd",
  "$(id)`id`{{7*7}}${7*7}",
  "x".repeat(5000),
];

const paths: readonly string[] = [...new Set(Object.keys(routes).map((name) => splitRoute(name).path))];
/** A stream without end, and a file of everything. */
const left: readonly string[] = [pathOf("GET /api/live"), pathOf("POST /api/backup")];

/** What was asked, and what it was answered with where that is neither an answer nor a refusal with a reason. */
export interface Attacked {
  readonly asked: number;
  readonly failures: readonly string[];
}

/** @param share of the attacks on each place, from 0 to 1; the same ones in each run. */
export async function attackEverything(running: SecuredConsole, share: number): Promise<Attacked> {
  const failures: string[] = [];
  const random = createRandom(1);
  let asked = 0;

  async function ask(
    method: string,
    url: string,
    more: Parameters<SecuredConsole["ask"]>[2] = {},
  ): Promise<void> {
    asked++;
    const response = await running.ask(method, url, more).catch((error: unknown) => error as Error);
    if (response instanceof Error) {
      failures.push(`${method} ${url.slice(0, 200)}: ${String(response)}`);
      return;
    }
    const text = await response.text();
    const isSaid = response.status < 500 || response.status === 503;
    if (
      !isSaid ||
      /DB::Exception|Stack trace|ClickHouse exception/.test(text) ||
      response.headers.has("x-evil")
    )
      failures.push(
        `${method} ${url.slice(0, 200)} ${JSON.stringify(more).slice(0, 300)}: ${response.status} ${text.slice(0, 300)}`,
      );
  }

  const chosen = (weight = 1): readonly string[] =>
    attacks.filter(() => random.below(1000) < share * weight * 1000);
  const jobs: (() => Promise<void>)[] = [];
  for (const path of paths.filter((one) => !left.includes(one))) {
    const plain = path.replaceAll(/:\w+/g, "x");
    for (const name of await parametersOf(running, plain))
      for (const attack of chosen()) {
        const rest = name === "from" ? "" : "&from=-1m";
        jobs.push(() => ask("GET", `${plain}?${name}=${encodeURIComponent(attack)}${rest}`));
      }
    if (path.includes(":"))
      for (const attack of chosen()) {
        const encoded = encodeURIComponent(attack).replaceAll(".", "%2E");
        for (const method of ["GET", "DELETE"])
          jobs.push(() => ask(method, path.replaceAll(/:\w+/g, encoded)));
      }
    for (const method of ["POST", "PUT"])
      for (const attack of chosen())
        for (const body of bodiesOf(attack)) jobs.push(() => ask(method, plain, { body }));
  }
  for (const attack of chosen(10)) {
    const value = attack
      .replaceAll(/[^\u0020-\u007e]/g, "?")
      .slice(0, 2000)
      .trim();
    for (const name of [
      "if-match",
      "accept",
      "cookie",
      "x-forwarded-for",
      "origin",
      "x-request-id",
      "range",
      "accept-language",
    ])
      jobs.push(() => ask("GET", "/api/services", { headers: { [name]: value } }));
    jobs.push(() => ask("GET", "/api/services", { token: value }));
    jobs.push(() =>
      ask("GET", "/api/services", {
        token: undefined,
        headers: { cookie: `telltale_console=${value}; telltale_login=${value}` },
      }),
    );
    jobs.push(() => ask("PUT", "/api/sampling", { headers: { "if-match": value }, body: {} }));
  }
  const next = jobs.values();
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (const job of next) await job();
    }),
  );
  return { asked, failures };
}

/** Names in the answer to a parameter that no path has. */
async function parametersOf(running: SecuredConsole, path: string): Promise<readonly string[]> {
  const response = await running.ask("GET", `${path}?no-such-parameter=1`);
  if (response.status !== 400) return [];
  const { fix } = (await response.json()) as Problem;
  return [...fix.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name);
}

function bodiesOf(attack: string): readonly unknown[] {
  return [
    attack,
    { query: `SELECT ${attack}`, params: { [attack]: attack }, name: attack, scope: "read", rate: attack },
    {
      query: "SELECT {a:String}",
      params: { a: attack },
      service: attack,
      version: attack,
      environment: attack,
      head: [attack],
    },
  ];
}
