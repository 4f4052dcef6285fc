// Certificates of tests: for loopback, and for a day.
import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** Writes `name.pem` and `name.key` into `folder`: a certificate by the authority `by`, or an authority of its own. */
export function makeCertificate(folder: string, name: string, by?: string): void {
  const at = (file: string): string => join(folder, file);
  const subject = ["-subj", `/CN=${name}`];
  const make = ["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", ...subject];
  const out = ["-keyout", at(`${name}.key`), "-out", at(`${name}.pem`)];
  const names = ["-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"];
  const signed = by === undefined ? [] : ["-CA", at(`${by}.pem`), "-CAkey", at(`${by}.key`)];
  execFileSync("openssl", [...make, "-x509", "-days", "1", ...names, ...signed, ...out], { stdio: "pipe" });
}
