// Verdaccio, a registry without uplinks.
import { createHash } from "node:crypto";

import type { Application } from "../harness/application.ts";
import { json } from "./json.ts";

const tarball = Buffer.from("not a tarball, and large enough: ".repeat(3000));

export const verdaccio: Application = {
  name: "verdaccio",
  about: "Verdaccio 6.8: packages are published, read, searched and removed, people log in.",
  command: [
    "node",
    "node_modules/verdaccio/bin/verdaccio",
    "--config",
    "config.yaml",
    "--listen",
    "127.0.0.1:{port}",
  ],
  readyPath: "/-/ping",
  requests: [
    { path: "/-/ping" },
    { path: "/" },
    { path: "/tea" },
    json("PUT", "/tea", published("1.0.0")),
    json("PUT", "/tea", published("1.0.0")),
    { path: "/tea" },
    { path: "/tea/1.0.0", isKept: true },
    { path: "/tea/9.9.9", isKept: true },
    { path: "/tea/-/tea-1.0.0.tgz" },
    { path: "/tea/-/tea-9.9.9.tgz" },
    { path: "/-/package/tea/dist-tags" },
    json("PUT", "/-/package/tea/dist-tags/beta", `"1.0.0"`),
    { path: "/@private%2fcup" },
    json("PUT", "/-/user/org.couchdb.user:ada", { name: "ada", password: "a password" }),
    json("PUT", "/-/user/org.couchdb.user:ada", { name: "ada", password: "another" }),
    { path: "/-/whoami" },
    { path: "/-/v1/search?text=tea" },
    json("PUT", "/tea", `{"name": `),
    { method: "HEAD", path: "/tea" },
    { method: "OPTIONS", path: "/tea" },
  ],
  varyingHeaders: ["x-ratelimit-reset", "etag"],
  varyingBody:
    /"time": \{[^}]*\}|"(?:token|_rev|date|time|created|modified)": ?"[^"]*"|\d{4}-\d\d-\d\dT[\d:.]+Z/g,
  furtherEntries: 1,
  differences: [],
};

/** As `npm publish` sends a package. */
function published(version: string): object {
  const shasum = createHash("sha1").update(tarball).digest("hex");
  const file = `tea-${version}.tgz`;
  return {
    _id: "tea",
    name: "tea",
    "dist-tags": { latest: version },
    versions: {
      [version]: {
        name: "tea",
        version,
        description: "leaves",
        _id: `tea@${version}`,
        dist: { shasum, tarball: `http://127.0.0.1/tea/-/${file}` },
      },
    },
    _attachments: {
      [file]: {
        content_type: "application/octet-stream",
        data: tarball.toString("base64"),
        length: tarball.length,
      },
    },
  };
}
