// The licences of what a build contains of other packages, as a file beside it: licences ask for their text in every copy. A plugin of the
// bundler collects the modules that went in, so that the file cannot be forgotten when a dependency is added.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { root } from "./source-files.ts";

const noticesFile = "THIRD-PARTY-NOTICES.txt";

/** What of a chunk is read. */
interface Chunk {
  readonly type: string;
  readonly moduleIds?: readonly string[];
}

/** A plugin of Rolldown, and of Vite. */
interface Plugin {
  readonly name: string;
  generateBundle(options: unknown, bundle: Readonly<Record<string, unknown>>): void;
  writeBundle(options: { readonly dir?: string | undefined }): void;
}

export interface Notice {
  /** `react 19.3.1`. */
  readonly name: string;
  readonly licence: string;
  readonly text: string;
}

/** Writes the file into the folder of the build. One plugin serves all builds of that folder: the file lists what any of them contains. */
export function thirdPartyNotices(of: string): Plugin {
  const modules = new Set<string>();
  return {
    name: "third-party-notices",
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle) as Chunk[])
        for (const id of chunk.moduleIds ?? []) modules.add(id);
    },
    writeBundle({ dir = "dist" }) {
      const notices = noticesOf(modules);
      if (notices.length > 0) writeFileSync(path.join(dir, noticesFile), noticesText(of, notices));
    },
  };
}

/** The notices for modules, given by their paths; each package once, by name. */
export function noticesOf(modules: Iterable<string>): Notice[] {
  const notices = new Map<string, Notice>();
  for (const id of modules) {
    if (id.includes("/catalog/src/semconv/")) notices.set(conventions.name, conventions);
    const folder = packageFolder(id);
    if (folder !== undefined && !notices.has(folder)) notices.set(folder, noticeOf(folder));
  }
  const byName = new Map([...notices.values()].map((notice) => [notice.name, notice]));
  return [...byName.values()].toSorted((a, b) => a.name.localeCompare(b.name, "en"));
}

const separator = `\n${"-".repeat(80)}\n\n`;

export function noticesText(of: string, notices: readonly Notice[]): string {
  const parts = notices.map(({ name, licence, text }) => `${name} (${licence})\n\n${text.trim()}\n`);
  return [
    `Third-party notices of ${of}\n\nThis package contains parts of the works below, under their licences.\n`,
    ...parts,
  ].join(separator);
}

/** The notices in a file that `noticesText` made. @throws {Error} if a part has no name, version and licence. */
export function readNotices(file: string): Notice[] {
  const [, ...parts] = file.split(separator);
  return parts.map((part) => {
    const [, name, licence, text] = /^(\S.* \d\S*) \(([^\n]+)\)\n\n([^]*)$/.exec(part) ?? [];
    if (name === undefined || licence === undefined || text === undefined)
      throw new Error(
        `Cannot read the notice \`${part.split("\n", 1)[0]}\`: expected "NAME VERSION (LICENCE)".`,
      );
    return { name, licence, text: text.trim() };
  });
}

/** Names, types and units of the conventions are built in (packages/catalog/src/semconv). */
const conventions: Notice = {
  name: `OpenTelemetry semantic conventions ${versionOfConventions()}`,
  licence: "Apache-2.0",
  text: "Copyright The OpenTelemetry Authors. https://github.com/open-telemetry/semantic-conventions\nTelltale contains names, types, units and values of them. The licence is in the file LICENSE of this package.",
};

function versionOfConventions(): string {
  const file = path.join(root, "packages/catalog/src/semconv/conventions.json");
  return (JSON.parse(readFileSync(file, "utf8")) as { readonly version: string }).version;
}

/** `…/node_modules/@mantine/core` of a module in it. */
function packageFolder(id: string): string | undefined {
  // a module that the bundler makes of another one has `\0` before, or a query behind it
  const file = id.replace(/^\0+/, "").split("?", 1)[0]!.replaceAll("\\", "/");
  const [, folder] = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file) ?? [];
  return folder !== undefined && existsSync(path.join(folder, "package.json")) ? folder : undefined;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly author?: string | { readonly name: string };
}

function noticeOf(folder: string): Notice {
  const manifest = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as Manifest;
  const files = readdirSync(folder).filter((file) => /^(?:licen[cs]e|copying|notice)(?:[.-]|$)/i.test(file));
  const texts = files.toSorted().map((file) => readFileSync(path.join(folder, file), "utf8").trim());
  return {
    name: `${manifest.name} ${manifest.version}`,
    licence: manifest.license ?? "see below",
    text: texts.length > 0 ? texts.join("\n\n") : textWithoutFile(manifest, folder),
  };
}

/** The text for a package that names its licence and author, and has no file with the text. */
function textWithoutFile({ name, version, license, author }: Manifest, folder: string): string {
  const holder = typeof author === "object" ? author.name : author;
  if (license !== "MIT" || holder === undefined)
    throw new Error(
      `Cannot write the notices: ${name} ${version} is bundled, has no file with its licence in ${folder}, and is not under MIT with an author. Add its text to tools/third-party-notices.ts.`,
    );
  return mitOf(holder);
}

/** The licence MIT of works of `holder`. */
export function mitOf(holder: string): string {
  return `Copyright (c) ${holder}\n\n${mit}`;
}

/** https://spdx.org/licenses/MIT.html */
const mit = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;
