// What an image says about its Debian packages: where scanners look for the release and the installed packages, the licences, and the SBOM.
import type { Entry, FileEntry } from "../oci/entry.ts";
import { BuildProblem } from "../problem.ts";
import type { Component } from "./component.ts";
import type { DebianPackage } from "./debian.ts";

/** The release whose packages `debian.json` pins: `ID` and `VERSION_ID` of the image's os-release. */
const distribution = "debian-12";

/** What the files that are used are licensed under, by `/usr/share/doc/NAME/copyright`. */
const licences: Readonly<Record<string, string>> = {
  "base-files": "GPL-2.0-or-later",
  "busybox-static": "GPL-2.0-only",
  "gcc-12-base": "GPL-3.0-or-later WITH GCC-exception-3.1",
  libc6: "LGPL-2.1-or-later",
  "libgcc-s1": "GPL-3.0-or-later WITH GCC-exception-3.1",
  "libstdc++6": "GPL-3.0-or-later WITH GCC-exception-3.1",
};

const isCopyright = (place: string): boolean => /^usr\/share\/doc\/[^/]+\/copyright$/.test(place);
const commonLicences = "usr/share/common-licenses/";

/** Files of packages that document them. */
export function isDebianDocument(place: string): boolean {
  return (
    isCopyright(place) || /^(?:etc|usr\/lib)\/os-release$/.test(place) || place.startsWith(commonLicences)
  );
}

/** `entries` with only those of the common licences that the copyright files name. */
export function withNamedLicences(entries: readonly Entry[]): Entry[] {
  const texts = entries.filter(({ path: place }) => isCopyright(place)).map(textOf);
  const named = new Set(
    texts.flatMap((text) =>
      [...text.matchAll(/usr\/share\/common-licenses\/([\w.-]*\w)/g)].map(
        ([, name]) => commonLicences + name,
      ),
    ),
  );
  // `GPL` is a link to `GPL-3`
  for (const entry of entries)
    if (named.has(entry.path) && "linkTo" in entry) named.add(commonLicences + entry.linkTo);
  return entries.filter(({ path: place }) => !place.startsWith(commonLicences) || named.has(place));
}

function textOf(entry: Entry): string {
  if (!("content" in entry)) return "";
  const { content } = entry;
  if (typeof content === "string") return content;
  return content instanceof Uint8Array ? Buffer.from(content).toString() : "";
}

/** The package in dpkg's database, as in images without dpkg: scanners read a file per package. */
export function statusEntry({ name, control }: DebianPackage): FileEntry {
  return { path: `var/lib/dpkg/status.d/${name}`, content: `${control}\n` };
}

/** @throws {BuildProblem} for a package whose licence is not listed. */
export function debianComponent(one: DebianPackage): Component {
  const { name, version, architecture, sha256 } = one;
  const licence = licences[name];
  if (licence === undefined)
    throw new BuildProblem(`source/debian-documents.ts has no licence of Debian's package \`${name}\`.`);
  const source = sourceOf(one);
  const upstream = source.version === version ? source.name : `${source.name}@${source.version}`;
  return {
    name,
    version,
    purl: `${purlOf(name, version)}?arch=${architecture}&distro=${distribution}&upstream=${encodeURIComponent(upstream)}`,
    licence,
    source: { ...source, purl: `${purlOf(source.name, source.version)}?arch=source&distro=${distribution}` },
    hash: { alg: "SHA-256", content: sha256 },
    licencePlace: `/usr/share/doc/${/^lib(?:gcc|stdc)/.test(name) ? "gcc-12-base" : name}/copyright`,
  };
}

const purlOf = (name: string, version: string): string =>
  `pkg:deb/debian/${encodeURIComponent(name)}@${encodeURIComponent(version)}`;

/** `Source: busybox (1:1.35.0-4)`; without a version it is the package's, without the field both are. */
function sourceOf({ name, version, control }: DebianPackage): { name: string; version: string } {
  const [, source = name, sourceVersion = version] = /^Source: (\S+)(?: \((\S+)\))?$/m.exec(control) ?? [];
  return { name: source, version: sourceVersion };
}
