// A message as mail: plain text, and HTML with inline charts. Everything from outside is escaped; there is no remote content.
import { chartPng } from "../chart/chart.ts";
import { type Document, documentText, type Section } from "../document.ts";
import { type Html, html, text as escaped } from "quoting/html";
import { oneLine } from "quoting/unicode";
import { join } from "quoting/written";
import { cut } from "../text.ts";

interface MailBody {
  /** One line. */
  readonly subject: string;
  readonly text: string;
  readonly html: Html;
  readonly images: readonly { readonly cid: string; readonly content: Buffer }[];
}

const colors = { bad: "#c92a2a", good: "#2b8a3e", neutral: "#5c6570" } as const;
/** Mails with many alerts have charts of the first ones. */
const mostImages = 5;

export function toMailBody(document: Document): MailBody {
  const images: { cid: string; content: Buffer }[] = [];
  const sections = document.sections.map((section, index) => {
    const content =
      images.length < mostImages && section.chart !== undefined ? chartPng(section.chart) : undefined;
    const cid = `chart-${index + 1}@telltale`;
    if (content !== undefined) images.push({ cid, content });
    return sectionHtml(section, document.title, content === undefined ? undefined : cid);
  });
  return {
    subject: cut(oneLine(document.title), 200),
    text: documentText(document),
    html: html`<!doctype html><html><head><meta charset="utf-8"></head><body style="font:14px/1.5 sans-serif;color:#1d2329"><h2 style="font-size:18px">${escaped(document.title)}</h2>${sections}</body></html>`,
    images,
  };
}

function sectionHtml(section: Section, title: string, cid: string | undefined): Html {
  const { heading, tone, text, facts, listTitle, lines, command, links } = section;
  const shown = text.split("\n").map(escaped);
  const parts = [
    heading === title ? html`` : html`<h3 style="font-size:15px;margin:0">${escaped(heading)}</h3>`,
    text === "" ? html`` : html`<p>${join(shown, html`<br>`)}</p>`,
    cid === undefined
      ? html``
      : html`<p><img src="cid:${escaped(cid)}" width="480" height="180" alt="Chart: ${escaped(section.heading)}"></p>`,
    facts.length === 0 ? html`` : html`<table>${facts.map(factHtml)}</table>`,
    lines.length === 0 || listTitle === "" ? html`` : html`<p><b>${escaped(listTitle)}</b></p>`,
    lines.length === 0 ? html`` : html`<ul>${lines.map((line) => html`<li>${escaped(line)}</li>`)}</ul>`,
    links.length === 0 ? html`` : html`<p>${join(links.map(linkHtml), html` · `)}</p>`,
    command === undefined
      ? html``
      : html`<pre style="background:#f1f3f5;padding:8px">${escaped(command)}</pre>`,
  ];
  return html`<div style="border-left:4px solid ${escaped(colors[tone])};padding-left:12px;margin:0 0 20px">${parts}</div>`;
}

function factHtml({ name, value }: Section["facts"][number]): Html {
  return html`<tr><td style="padding-right:12px;color:#5c6570">${escaped(name)}</td><td>${escaped(value)}</td></tr>`;
}

function linkHtml({ label, url }: Section["links"][number]): Html {
  return html`<a href="${escaped(url)}">${escaped(label)}</a>`;
}
