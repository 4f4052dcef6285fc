// Literals of queries that are not SQL: documents of MongoDB and Elasticsearch, calls of their shells, Cypher. Texts become `"?"`, numbers
// and truth values `?`, in JSON `"?"`; names of fields, operators and the collection of a command stay.

/** The first field of a command, whose value is the name of a collection. */
const collection =
  /^\s{0,64}\{\s{0,64}"?(?:find|aggregate|insert|update|delete|count|distinct|findAndModify|create|drop|createIndexes|mapReduce)"?\s{0,8}:\s{0,8}["'][\w.$-]{1,128}["']/;
const number = /-?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|0x[\da-f]+)(?![\w.])/iy;
const truth = /(?:true|false)(?!\w)/iy;
const pattern = /\/(?:[^/\\\n]|\\.){1,256}\/[a-z]{0,6}/y;
/** The value of a query in a URL: `GET /users/_search?q=name:ann`. */
const parameter = /[?&](?:q|source)=([^\s&"']{1,1024})/g;

/** `query` without literals. A text that is not closed is hidden to its end. Linear in the length; doing it twice changes nothing. */
export function hideLiterals(query: string): string {
  const isJson = /^\s*[{[]/.test(query);
  const start = collection.exec(query)?.[0].length ?? 0;
  let left = query.slice(0, start);
  for (let at = start; at < query.length;) {
    const [end, put] = literalAt(query, at, isJson) ?? [at + 1, query.charAt(at)];
    left += put;
    at = end;
  }
  return left.replace(parameter, (whole, value: string) => `${whole.slice(0, -value.length)}?`);
}

/** The end of the literal at `at` and its replacement; undefined where there is none. */
function literalAt(
  query: string,
  at: number,
  isJson: boolean,
): readonly [end: number, put: string] | undefined {
  const character = query.charAt(at);
  if (character === '"' || character === "'") return textAt(query, at, character);
  if (character === "`") {
    const end = query.indexOf("`", at + 1);
    return end === -1 ? undefined : [end + 1, query.slice(at, end + 1)];
  }
  const unknown = isJson ? '"?"' : "?";
  if (/[\w$]/.test(character) || character === "-") {
    if (/[\w$./%?-]/.test(query.charAt(at - 1))) return undefined;
    const end = matchEnd(number, query, at) ?? matchEnd(truth, query, at);
    return end === undefined ? undefined : [end, unknown];
  }
  if (character !== "/" || !/[:(,[]\s{0,4}$/.test(query.slice(Math.max(0, at - 5), at))) return undefined;
  const end = matchEnd(pattern, query, at);
  return end === undefined ? undefined : [end, unknown];
}

/** The end of the quoted text at `at`, and its replacement. The name of a field stays. */
function textAt(query: string, at: number, quote: string): readonly [end: number, put: string] {
  let end = at + 1;
  while (end < query.length && query.charAt(end) !== quote) end += query.charAt(end) === "\\" ? 2 : 1;
  if (end >= query.length) return [query.length, `${quote}?${quote}`];
  const isField =
    /^\s{0,8}:(?!:)/.test(query.slice(end + 1, end + 10)) &&
    /[{,]\s{0,64}$/.test(query.slice(Math.max(0, at - 65), at));
  if (isField || end === at + 1) return [end + 1, query.slice(at, end + 1)];
  return [end + 1, `${quote}?${quote}`];
}

function matchEnd(expression: RegExp, query: string, at: number): number | undefined {
  expression.lastIndex = at;
  return expression.test(query) ? expression.lastIndex : undefined;
}
