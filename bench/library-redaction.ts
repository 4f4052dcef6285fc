// What does it cost to look for secrets in a text, clean or not?
import { createRedactor } from "telltale/redaction";
import { answer, figureOf, type Figure } from "./figure.ts";

const rounds = 15;
const callsShort = 200_000;
const callsLong = 20_000;

// texts as they come out of a program: flat, not the slices that literals are cut into
const flat = (text: string): string => Buffer.from(text).toString();
const prose = "the quick brown order service answered with status and moved the item to the cart of a user ";
const line = (at: number): string =>
  `2026-11-20T12:00:${10 + (at % 50)}.123Z INFO order-${at} moved to state=paid in ${at} ms (items: 3) trace_id=4bf92f3577b34da6a3ce929d0e0e4736 `;
const many = (make: (at: number) => string): string[] =>
  Array.from({ length: 200 }, (_, at) => flat(make(at)));

const { text, value } = createRedactor();
const cases: readonly { name: string; texts: string[]; calls: number; clean: boolean; named?: boolean }[] = [
  {
    name: "32 characters of words",
    texts: many((at) => prose.slice(at % 40, (at % 40) + 32)),
    calls: callsShort,
    clean: true,
  },
  {
    name: "a route of 32 characters",
    texts: many((at) => `GET /api/v1/users/${10_000 + at}/orders/${at}`.slice(0, 32)),
    calls: callsShort,
    clean: true,
  },
  {
    name: "a UUID of 36 characters",
    texts: many((at) => `550e8400-e29b-41d4-a716-44665544${1000 + at}`),
    calls: callsShort,
    clean: true,
  },
  {
    name: "32 characters under a name",
    texts: many((at) => prose.slice(at % 40, (at % 40) + 32)),
    calls: callsShort,
    clean: true,
    named: true,
  },
  {
    name: "1 kB of prose",
    texts: many((at) => (prose.repeat(12) + at).slice(-1024)),
    calls: callsLong,
    clean: true,
  },
  {
    name: "1 kB of log lines",
    texts: many((at) => line(at).repeat(9).slice(0, 1024)),
    calls: callsLong,
    clean: true,
  },
  {
    name: "1 kB of log lines with a card and an address",
    texts: many((at) => `${line(at).repeat(7).slice(0, 960)} 4242424242424242 for ada@example.com`),
    calls: callsLong,
    clean: false,
  },
];

function measure({ texts, calls, named }: (typeof cases)[number]): number {
  let length = 0;
  const before = process.cpuUsage();
  if (named === true)
    for (let at = 0; at < calls; at++)
      length += (value(texts[at % texts.length], "order.note") as string).length;
  else for (let at = 0; at < calls; at++) length += text(texts[at % texts.length] as string).length;
  const { user, system } = process.cpuUsage(before);
  if (length === 0) throw new Error("nothing was looked at");
  return ((user + system) * 1000) / calls;
}

const figures: Figure[] = cases.map((one) => {
  if (one.texts.some((given) => (text(given) === given) !== one.clean))
    throw new Error(`${one.name}: not as it says`);
  measure(one);
  measure(one);
  return figureOf(
    one.name,
    "ns CPU a text",
    Array.from({ length: rounds }, () => measure(one)),
  );
});
answer({
  question: "CPU to look for secrets in a text",
  method: `The default set of \`createRedactor()\` over 200 different texts in turn, ${callsShort.toLocaleString("en")} calls a run for short ones, ${callsLong.toLocaleString("en")} for long ones; ${rounds} runs after two to warm up. Nothing is remembered of values.`,
  figures,
});
