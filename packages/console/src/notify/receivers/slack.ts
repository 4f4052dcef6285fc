// Incoming webhooks of Slack, and of programs that take the same. https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
// Text is in `plain_text` objects, which have no markup; only links, whose URLs are checked, are `mrkdwn`. There is no chart: Slack loads
// images from public addresses only (an app can upload them: slack-app.ts). Links are text and no buttons: a button calls the app back, and a webhook has nothing that answers, so that
// Slack shows a warning beside it.
import type { ChannelOf } from "../../config/alert-channels/channel.ts";
import { type Document, documentText, type Section, toDocument, wordingOf } from "../document.ts";
import { link, slack, type Slack, text as escaped } from "quoting/slack";
import { join } from "quoting/written";
import { cut } from "../text.ts";
import { postJson } from "./post.ts";
import type { Receiver } from "./receiver.ts";

/** https://docs.slack.dev/reference/block-kit/blocks: 50 blocks, 150 characters in a header, 3,000 in a section. */
const longestHeader = 150;
const longestSection = 3000;
/** Slack rejects messages with more than about 13,000 characters in blocks. */
const budget = 11_000;

export function createSlack(channel: ChannelOf<"slack">): Receiver {
  const wording = wordingOf(channel);
  return {
    most: 8,
    joins: true,
    isStateful: false,
    async send(message, attempt) {
      const body = toSlack(toDocument(message, wording));
      const url = await attempt.secrets.readUrl(channel.url!);
      const { status } = await postJson({ url, body, timeoutMs: channel.timeout }, attempt);
      return { status };
    },
  };
}

type Block = Readonly<Record<string, unknown>>;

/** The body of the request. */
export function toSlack(document: Document): Readonly<Record<string, unknown>> {
  const sections = document.sections.slice(0, 8);
  const share = Math.floor(budget / Math.max(1, sections.length));
  return {
    // notifications show it, and programs that know no blocks
    text: cutEscaped(documentText({ ...document, sections }), longestSection),
    mrkdwn: false,
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: "header", text: plain(document.title, longestHeader) },
      ...sections.flatMap((one) => blocksOf(one, document.title, Math.min(share, longestSection))),
    ],
  };
}

/** At most six blocks with at most `share` characters together, apart from links. */
function blocksOf(
  { heading, text, facts, lines, listTitle, command, links }: Section,
  title: string,
  share: number,
): readonly Block[] {
  const intro = [heading === title ? "" : heading, text].filter((one) => one !== "").join("\n");
  const list = [...(listTitle === "" ? [] : [`${listTitle}:`]), ...lines.map((line) => `• ${line}`)].join(
    "\n",
  );
  return [
    { type: "divider" },
    ...section(intro, share * 0.25),
    ...fields(facts, share * 0.2),
    ...(lines.length === 0 ? [] : section(list, share * 0.15)),
    ...(links.length === 0
      ? []
      : [{ type: "section", text: { type: "mrkdwn", text: join(links.map(linkText), slack`  ·  `) } }]),
    ...whole(command ?? "", share * 0.4),
  ];
}

function section(text: string, most: number): readonly Block[] {
  return text === "" ? [] : [{ type: "section", text: plain(text, Math.floor(most)) }];
}

/** A section has at most this many fields, which Slack shows in two columns. */
const mostFields = 10;
const longestField = 2000;
/** Characters of a fact, however many there are. */
const leastFact = 20;

/** Facts in two columns; those beyond the most fields are together in the last one. Short ones are whole, and long ones share the rest. */
function fields(facts: Section["facts"], most: number): readonly Block[] {
  if (facts.length === 0) return [];
  const lines = facts.map(({ name, value }) => `${name}: ${value}`);
  const shares = sharesOf(
    lines.map((text) => escaped(text).length + 1),
    most,
  );
  const texts = lines.map((text, index) => cutToEscaped(text, shares[index]!));
  const rest = texts.slice(mostFields - 1).join("\n");
  const fieldTexts = [...texts.slice(0, mostFields - 1), ...(rest === "" ? [] : [rest])];
  return [{ type: "section", fields: fieldTexts.map((text) => plain(text, longestField)) }];
}

/** Characters of each, `most` together: those that need less than an equal share leave it to the others. */
function sharesOf(needs: readonly number[], most: number): readonly number[] {
  const shares = needs.map(() => 0);
  const byNeed = [...needs.keys()].toSorted((a, b) => needs[a]! - needs[b]!);
  let left = most;
  for (const [taken, index] of byNeed.entries()) {
    const fair = Math.floor(left / (byNeed.length - taken));
    shares[index] = Math.min(needs[index]!, Math.max(leastFact, fair));
    left -= shares[index];
  }
  return shares;
}

/** A command that is cut does something else. */
function whole(text: string, most: number): readonly Block[] {
  return escaped(text).length > most ? [] : section(text, most);
}

function plain(text: string, most: number): Block {
  return { type: "plain_text", text: cutEscaped(text, most), emoji: false };
}

/** Cut by code points, so that the escaped text has at most `most` characters: entities count as Slack counts them. */
function cutEscaped(text: string, most: number): Slack {
  return escaped(cutToEscaped(text, most));
}

/** The same text before it is escaped. */
function cutToEscaped(text: string, most: number): string {
  let kept = cut(text, most);
  let written = escaped(kept);
  while (written.length > most) {
    kept = cut(kept, Math.max(1, [...kept].length - Math.ceil((written.length - most) / 5)));
    written = escaped(kept);
  }
  return kept;
}

function linkText({ label, url }: Section["links"][number]): Slack {
  return link(escaped(label), url);
}
