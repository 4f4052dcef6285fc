// Microsoft Teams: an Adaptive Card for a webhook of the Workflows app.
// https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
// Text is in `RichTextBlock` with `TextRun`, which have no markdown (https://adaptivecards.io/explorer/TextRun.html). The chart is a part of
// the card, as a data URI (https://adaptivecards.io/explorer/Image.html): images at addresses would have to be public.
import type { ChannelOf } from "../../config/alert-channels/channel.ts";
import { type Chart, chartPng } from "../chart/chart.ts";
import { type Document, type Section, toDocument, wordingOf } from "../document.ts";
import { cut } from "../text.ts";
import { postJson } from "./post.ts";
import type { Receiver } from "./receiver.ts";

/** Teams takes 28 kB. */
const maxBytes = 27_000;

export function createTeams(channel: ChannelOf<"teams">): Receiver {
  const wording = wordingOf(channel);
  return {
    most: 8,
    joins: true,
    isStateful: false,
    async send(message, attempt) {
      const body = toTeams(toDocument(message, wording));
      const url = await attempt.secrets.readUrl(channel.url);
      const { status } = await postJson({ url, body, timeoutMs: channel.timeout }, attempt);
      return { status };
    },
  };
}

type Element = Readonly<Record<string, unknown>>;

/** The body of the request; texts are shortened until it fits. */
export function toTeams(document: Document): Element {
  const pictures = document.sections.length === 1 ? pictureOf(document.sections[0]!.chart) : [];
  for (let most = 2000; ; most = Math.floor(most / 2)) {
    const body = card(document, most, pictures);
    if (Buffer.byteLength(JSON.stringify(body)) <= maxBytes || most < 20) return body;
  }
}

function card({ title, sections }: Document, most: number, pictures: readonly Element[]): Element {
  const shown = sections.slice(0, 8);
  return {
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        contentUrl: null,
        content: {
          $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
          type: "AdaptiveCard",
          version: "1.4",
          msteams: { width: "Full" },
          body: [
            richText([{ text: cut(title, Math.min(most, 200)), weight: "Bolder", size: "Large" }]),
            ...shown.map((section) =>
              container(section, title, {
                most,
                pictures,
                factOf: shown.length === 1 ? inColumns : inOneLine,
              }),
            ),
          ],
        },
      },
    ],
  };
}

interface Style {
  /** Characters of a text. */
  readonly most: number;
  readonly pictures: readonly Element[];
  readonly factOf: (name: string, value: string) => Element;
}

function container(
  { heading, tone, text, facts, listTitle, lines, command, links }: Section,
  title: string,
  { most, pictures, factOf }: Style,
): Element {
  const texts = [
    ...(heading === title ? [] : [richText([{ text: cut(heading, most), weight: "Bolder" }])]),
    ...(text === ""
      ? []
      : text
          .split("\n")
          .slice(0, 20)
          .map((line) => richText([{ text: cut(line, most) }]))),
    ...facts.map(({ name, value }) => factOf(cut(name, most), cut(value, most))),
    ...(lines.length === 0 || listTitle === ""
      ? []
      : [richText([{ text: `${listTitle}:`, weight: "Bolder" }])]),
    ...lines.map((line) => richText([{ text: `• ${cut(line, most)}` }])),
  ];
  // a command that is cut does something else
  const isWhole = command !== undefined && command.length <= most;
  const actions = links.map(({ label, url }) => ({ type: "Action.OpenUrl", title: label, url }));
  return {
    type: "Container",
    style: tone === "bad" ? "attention" : tone === "good" ? "good" : "default",
    separator: true,
    items: [
      ...texts,
      ...pictures,
      ...(actions.length === 0 ? [] : [{ type: "ActionSet", actions }]),
      ...(isWhole ? [richText([{ text: command, fontType: "Monospace" }])] : []),
    ],
  };
}

/** A chart takes about 4 kB. */
function pictureOf(chart: Chart | undefined): readonly Element[] {
  const content = chart && chartPng(chart);
  if (content === undefined) return [];
  return [{ type: "Image", url: `data:image/png;base64,${content.toString("base64")}`, altText: "Chart" }];
}

/** A message about several alerts has no room for columns. */
const inOneLine = (name: string, value: string): Element =>
  richText([{ text: `${name}: `, weight: "Bolder" }, { text: value }]);

/** Name and value under those of other facts. A `FactSet` would read markdown in them. */
const inColumns = (name: string, value: string): Element => ({
  type: "ColumnSet",
  spacing: "Small",
  columns: [
    { type: "Column", width: "120px", items: [richText([{ text: name, isSubtle: true }])] },
    { type: "Column", width: "stretch", items: [richText([{ text: value }])] },
  ],
});

/** An empty text would make the card invalid. */
function richText(runs: readonly Readonly<Record<string, string | boolean>>[]): Element {
  return {
    type: "RichTextBlock",
    inlines: runs.map((run) => ({ type: "TextRun", ...run, text: run["text"] === "" ? " " : run["text"] })),
  };
}
