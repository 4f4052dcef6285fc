// What images say about the software in them, where the whole build of an image is not needed: deploy/images/test reads the real documents.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { documentsOf } from "../images/documents.ts";
import type { Entry } from "../images/oci/entry.ts";
import { debianComponent, statusEntry, withNamedLicences } from "../images/source/debian-documents.ts";
import { licenceTextOf } from "../images/source/licence-text.ts";

const product = { name: "telltale", version: "1.0.0" };

test("a component without the text of its licence, and without a place that has it, fails the build", () => {
  const component = { name: "draw", version: "1.2.3", purl: "pkg:npm/draw@1.2.3", licence: "MIT" };
  expect(() => documentsOf(product, [component], "")).toThrow(
    "Cannot write the licences: draw 1.2.3 has no file with its licence.",
  );
  const [, licences] = documentsOf(product, [{ ...component, licenceText: "The text." }], "");
  expect(licences!.content).toContain("draw 1.2.3 (MIT)\n\nThe text.\n");
});

test("the text of a licence comes from the package's files, or from the list of packages without one", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "telltale-licence-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  expect(licenceTextOf(folder, "draw", "MIT")).toBeUndefined();
  expect(licenceTextOf(folder, "pg-types", "MIT")).toMatch(
    /^Copyright \(c\) Brian M. Carlson\n\nPermission is/,
  );
  expect(licenceTextOf(folder, "@chdb/lib-linux-x64-gnu", "Apache-2.0")).toMatch(
    /ClickHouse[^]+Apache License/,
  );
  // listed for another licence
  expect(licenceTextOf(folder, "pg-types", "ISC")).toBeUndefined();
  writeFileSync(path.join(folder, "LICENCE.md"), "Own text.\n");
  expect(licenceTextOf(folder, "pg-types", "MIT")).toBe("Own text.");
});

const busybox = {
  name: "busybox-static",
  version: "1:1.35.0-4+b1",
  architecture: "amd64",
  sha256: "ab",
  file: "",
  control: "Package: busybox-static\nSource: busybox (1:1.35.0-4)\nVersion: 1:1.35.0-4+b1",
};

test("a package of Debian has its licence, its source and its release in the SBOM, and is in dpkg's database", () => {
  expect(debianComponent(busybox)).toMatchObject({
    licence: "GPL-2.0-only",
    purl: "pkg:deb/debian/busybox-static@1%3A1.35.0-4%2Bb1?arch=amd64&distro=debian-12&upstream=busybox%401%3A1.35.0-4",
    source: {
      name: "busybox",
      version: "1:1.35.0-4",
      purl: "pkg:deb/debian/busybox@1%3A1.35.0-4?arch=source&distro=debian-12",
    },
  });
  const libc = {
    ...busybox,
    name: "libc6",
    control: "Package: libc6\nSource: glibc\nVersion: 1:1.35.0-4+b1",
  };
  expect(debianComponent(libc)).toMatchObject({ source: { name: "glibc", version: libc.version } });
  expect(debianComponent(libc).purl).toMatch(/&upstream=glibc$/);
  expect(statusEntry(busybox)).toEqual({
    path: "var/lib/dpkg/status.d/busybox-static",
    content: `${busybox.control}\n`,
  });
  expect(() => debianComponent({ ...busybox, name: "zlib1g" })).toThrow(
    "no licence of Debian's package `zlib1g`",
  );
});

test("an image has those of the common licences that its copyright files name, links with their targets", () => {
  const entries: Entry[] = [
    { path: "bin/cp", content: "" },
    {
      path: "usr/share/doc/draw/copyright",
      content: Buffer.from("See `/usr/share/common-licenses/GPL' and /usr/share/common-licenses/LGPL-2.1."),
    },
    ...["GPL-2", "GPL-3", "LGPL-2.1", "Artistic"].map((name) => ({
      path: `usr/share/common-licenses/${name}`,
      content: name,
    })),
    { path: "usr/share/common-licenses/GPL", linkTo: "GPL-3" },
  ];
  expect(withNamedLicences(entries).map((entry) => path.basename(entry.path))).toEqual([
    "cp",
    "copyright",
    "GPL-3",
    "LGPL-2.1",
    "GPL",
  ]);
});
