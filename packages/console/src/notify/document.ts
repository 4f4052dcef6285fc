// A message as people read it, before it is escaped for a channel: sections of text, facts, lines and links. Chats and mail render it.
import { isOver } from "alerts";
import type { Channel } from "../config/alert-channels/channel.ts";
import type { Chart } from "./chart/chart.ts";
import { type Message, type MessageNotice, type Shown, valuesOf } from "./message.ts";
import { compileTemplate, fill } from "./template.ts";
import { visibleLine } from "quoting/unicode";
import { attributeName, cut, lines, safeUrl, withoutLinks } from "./text.ts";

export interface Section {
  readonly heading: string;
  readonly tone: "bad" | "good" | "neutral";
  readonly text: string;
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  /** Shown in a list, under its title where it has one. */
  readonly listTitle: string;
  readonly lines: readonly string[];
  /** Shown as code. */
  readonly command: string | undefined;
  /** Checked URLs. */
  readonly links: readonly { readonly label: string; readonly url: string }[];
  readonly chart: Chart | undefined;
}

/** Plain text everywhere: each channel escapes it. */
export interface Document {
  readonly title: string;
  readonly sections: readonly Section[];
}

/** Titles and texts of a channel. */
export interface Wording {
  title(part: MessageNotice): string;
  text(part: MessageNotice): string;
}

const longestTitle = 200;
const longestText = 2000;
const longestFact = 300;

/** The templates of a channel, or the usual words. For programs, `shown` leaves values as they are. */
export function wordingOf({ templates }: Pick<Channel, "templates">, shown: Shown = withoutLinks): Wording {
  const [title, text] = [templates.title, templates.text].map((one) =>
    one === undefined ? undefined : compileTemplate(one),
  );
  return {
    title: (part) =>
      cut(
        visibleLine(title === undefined ? usualTitle(part, shown) : fill(title, part, shown)),
        longestTitle,
      ),
    text: (part) =>
      cut(lines(text === undefined ? usualText(part, shown) : fill(text, part, shown)), longestText),
  };
}

function hasSentence({ notice: { content, claim } }: MessageNotice): boolean {
  return content !== undefined || claim !== undefined;
}

function usualTitle(part: MessageNotice, shown: Shown): string {
  const { headline = "", status, alert, group } = valuesOf(part, shown);
  if (hasSentence(part)) return headline;
  return `${status}: ${alert}${group === "" ? "" : ` (${group})`}`;
}

function usualText(part: MessageNotice, shown: Shown): string {
  const { sentence, currencies, summary, description } = valuesOf(part, shown);
  return [hasSentence(part) ? sentence : "", currencies, summary, description]
    .filter((one) => one !== "")
    .join("\n");
}

/** The document of a message. */
export function toDocument(message: Message, wording: Wording): Document {
  const { digest, parts } = message;
  if (digest !== undefined) {
    return {
      title: cut(withoutLinks(digest.title), longestTitle),
      sections: digest.sections.map((section, index) => ({
        heading: cut(withoutLinks(section.title), longestTitle),
        tone: "neutral",
        text: section.lines.length === 0 ? "Nothing to report." : "",
        facts: [],
        listTitle: "",
        lines: section.lines.slice(0, 20).map((line) => cut(withoutLinks(line), longestFact)),
        command: undefined,
        links: index === digest.sections.length - 1 ? linksOf({ Digest: digest.url }) : [],
        chart: undefined,
      })),
    };
  }
  return { title: titleOf(parts, wording), sections: parts.map((part) => toSection(part, wording)) };
}

/** What was found after a message was sent, without what that message said. */
export function followUpDocument({ parts }: Message, wording: Wording): Document {
  const sections = parts.map((part): Section => {
    const whole = toSection(part, { ...wording, text: () => "Found after the message was sent." });
    return {
      ...whole,
      facts: whole.facts.filter(({ name }) => lateFacts.has(name)),
      links: whole.links.filter(({ label }) => label === traceLabel),
      command: undefined,
    };
  });
  return { title: cut(`Re: ${titleOf(parts, wording)}`, longestTitle), sections };
}

const [riskName, budgetName, traceLabel] = ["Amount at risk", "Error budget", "Example trace"];
const [usualName, releasedName, currenciesName] = ["Usual value", "Released before", "Currencies"];
const lateFacts: ReadonlySet<string> = new Set([
  riskName,
  budgetName,
  usualName,
  releasedName,
  currenciesName,
]);

function titleOf(parts: readonly MessageNotice[], wording: Wording): string {
  if (parts.length === 1) return wording.title(parts[0]!);
  const count = (isIn: (part: MessageNotice) => boolean): number => parts.filter(isIn).length;
  const over = count(({ notice }) => isOver(notice.kind));
  const recovered = count(({ notice }) => notice.kind === "recovered");
  const names = [...new Set(parts.map(({ notice }) => visibleLine(notice.rule)))];
  const what = [
    ...(parts.length > over ? [`${parts.length - over} open`] : []),
    ...(recovered > 0 ? [`${recovered} recovered`] : []),
    ...(over > recovered ? [`${over - recovered} ended`] : []),
  ].join(", ");
  return cut(`${what}: ${names.join(", ")}`, longestTitle);
}

function toSection(part: MessageNotice, wording: Wording): Section {
  const { notice, details } = part;
  const values = valuesOf(part);
  const text = wording.text(part);
  const facts = [
    [isOver(notice.kind) ? "Last value" : "Value", values["value"]],
    // a text by a template, or of a reply, need not say it
    [currenciesName, text.includes(values["currencies"]!) ? "" : values["currencies"]],
    [usualName, values["usual"]],
    [riskName, values["amountAtRisk"]],
    [budgetName, values["budget"]],
    [releasedName, values["released"]],
    ["Reason", values["reason"]],
    ["Rule", values["alert"]],
    ["Severity", values["severity"]],
    ["Owner", values["owner"]],
    ["Tenant", values["tenant"]],
    [
      notice.kind === "recovered" ? "Recovered" : notice.kind === "ended" ? "Ended" : "Since",
      values["since"],
    ],
    ["Not found in time", values["missing"]],
    ...Object.keys(notice.group)
      .toSorted()
      .slice(0, 10)
      .map((name) => [attributeName(name), withoutLinks(notice.group[name] ?? "")]),
  ] as const;
  return {
    heading: wording.title(part),
    tone: toneOf(part),
    text,
    facts: facts.flatMap(([name, value = ""]) =>
      value === "" ? [] : [{ name: cut(name!, 100), value: cut(value, longestFact) }],
    ),
    listTitle: "What differs",
    lines: values["differs"] === "" ? [] : values["differs"]!.split("\n"),
    command: values["replay"] === "" ? undefined : values["replay"],
    links: linksOf({ "Open alert": details.url, [traceLabel]: details.traceUrl, Runbook: notice.runbook }),
    chart: details.chart,
  };
}

function toneOf({ notice: { kind } }: MessageNotice): Section["tone"] {
  if (kind === "recovered") return "good";
  return kind === "noData" || kind === "error" || kind === "ended" ? "neutral" : "bad";
}

function linksOf(urls: Readonly<Record<string, string | undefined>>): Section["links"] {
  return Object.entries(urls).flatMap(([label, text]) => {
    const url = safeUrl(text);
    return url === undefined ? [] : [{ label, url }];
  });
}

/** The document as plain text. */
export function documentText({ title, sections }: Document): string {
  const blocks = sections.map(({ heading, text, facts, listTitle, lines: list, command, links }) =>
    [
      ...(heading === title ? [] : [heading]),
      ...(text === "" ? [] : [text]),
      ...facts.map(({ name, value }) => `${name}: ${value}`),
      ...(list.length === 0
        ? []
        : ["", ...(listTitle === "" ? [] : [`${listTitle}:`]), ...list.map((line) => `- ${line}`)]),
      ...(links.length === 0 ? [] : ["", ...links.map(({ label, url }) => `${label}: ${url}`)]),
      ...(command === undefined ? [] : ["", "Replay it:", `  ${command}`]),
    ].join("\n"),
  );
  return [title, ...blocks].join("\n\n");
}

/** Of one part, for services that take an alert at a time. */
export function partDocument(part: MessageNotice, wording: Wording): Document {
  const section = toSection(part, wording);
  return { title: section.heading, sections: [section] };
}
