import { expect, test } from "vitest";
import { patternCost } from "./pattern-cost.ts";

const length = 1024;
const most = 8 * length;

test.each([
  /order-\d+-x/,
  /\bEMP-\d{4,8}\b/i,
  /[\w.+-]+@[\w-]+\.[\w.-]+/,
  /"name":\s*"[^"]*"/,
  /(?:\d{1,3}\.){3}\d{1,3}/,
  /\b[A-Z]{2}\d{6,}\b/,
  /secret:.*key.*/,
  /(?<=token )\S+/,
  /(?:foo|bar)+;/,
  /(?:\w+,)*;/,
  /^.*x$/m,
  /[^\s"']{1,40}!/u,
  /\p{L}+\d/u,
  /é+x/,
])("accepts %s", (pattern) => {
  expect(patternCost(pattern, length)).toBeLessThanOrEqual(most);
});

test.each([
  /(a+)+$/,
  /(?:[a-z]+\d*){2,}x/,
  /(a|a)*b/,
  /(a|ab|b)*c/,
  /(?:a?){30}a{30}/,
  /(.*)(.*)(.*)x/,
  /\w+\s*\w+x/,
  /first.*second.*third/,
  /(\w)\1+/,
  /(?<a>\w+)\k<a>/,
  /(?:a(?=.*b))*c/,
  /\d+(?=\d*x)/,
  /(?:é|ü|é)*x/,
  /[aA]+a+x/i,
  /(?:a{1,100}){1,100}b/,
])("rejects %s", (pattern) => {
  expect(patternCost(pattern, length)).toBeGreaterThan(most);
});
