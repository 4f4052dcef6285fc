// A message as mail: plain text, and HTML with inline charts. Everything from outside is escaped; there is no remote content.
import { chartPng } from "../chart/chart.ts";
import { type Document, documentText, type Section } from "../document.ts";
import { cut, escapeHtml, oneLine } from "../text.ts";

interface MailBody {
  /** One line. */
  readonly subject: string;
  readonly text: string;
  readonly html: string;
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
    html: `<!doctype html><html><head><meta charset="utf-8"></head><body style="font:14px/1.5 sans-serif;color:#1d2329"><h2 style="font-size:18px">${escapeHtml(document.title)}</h2>${sections.join("")}</body></html>`,
    images,
  };
}

function sectionHtml(section: Section, title: string, cid: string | undefined): string {
  const { heading, tone, text, facts, listTitle, lines, command, links } = section;
  const parts = [
    heading === title ? "" : `<h3 style="font-size:15px;margin:0">${escapeHtml(heading)}</h3>`,
    text === "" ? "" : `<p>${text.split("\n").map(escapeHtml).join("<br>")}</p>`,
    cid === undefined
      ? ""
      : `<p><img src="cid:${cid}" width="480" height="160" alt="Chart of the value"></p>`,
    facts.length === 0 ? "" : `<table>${facts.map(factHtml).join("")}</table>`,
    lines.length === 0 || listTitle === "" ? "" : `<p><b>${escapeHtml(listTitle)}</b></p>`,
    lines.length === 0 ? "" : `<ul>${lines.map((line) => `<li>${escapeHtml(line)}</li>`).join("")}</ul>`,
    links.length === 0 ? "" : `<p>${links.map(linkHtml).join(" · ")}</p>`,
    command === undefined ? "" : `<pre style="background:#f1f3f5;padding:8px">${escapeHtml(command)}</pre>`,
  ];
  return `<div style="border-left:4px solid ${colors[tone]};padding-left:12px;margin:0 0 20px">${parts.join("")}</div>`;
}

function factHtml({ name, value }: Section["facts"][number]): string {
  return `<tr><td style="padding-right:12px;color:#5c6570">${escapeHtml(name)}</td><td>${escapeHtml(value)}</td></tr>`;
}

function linkHtml({ label, url }: Section["links"][number]): string {
  return `<a href="${escapeHtml(url)}">${escapeHtml(label)}</a>`;
}
