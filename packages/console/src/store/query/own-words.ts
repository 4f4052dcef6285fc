// What a caller may read of an error of the engine: words of the query, and words that are in every such error. Whatever else is in it comes
// from what was read, which is not always theirs.

/** Words of the engine's errors, and names of types and of operators. */
const common = new Set(
  `
  a about after aggregate aliases alias all allowed already also an and another any are argument arguments array as at be because been before
  begin between boolean both but by call can cannot cant case cast changed character characters clause column columns common comparison
  conditional constant contains context conversion convert converting corresponding could cyclic data date datetime decimal defined delimiter
  depth different dimensions division doesnt does duplicate each either element elements empty end enum equal error exactly exceeded exceeds
  executing exist exists expected expects expression expressions extra failed fewer field fill final first fit fixed float for format formula
  found from function functions got group grouping has have having identifier identifiers if illegal implement in incompatible incorrect index
  inside instead int integer interval invalid is it join keys key lambda large least left length less like limit list literal longer loss match
  mathematical matcher maximum may maybe missing mixed modifier more must name named names negative nested no non not nothing null nullable number
  numbers numeric of offset on one only operand operator or order other out outer over overflow parameter parameters parse parsed parsing
  part parts passed pattern position positive possible precision prewhere processed projection provided qualify query range read readable
  reading reason recursive regexp required requires resolve resolved result return returned returns right row rows same sample scalar scale
  scope second select set should side single size some specified start statement string strings subqueries subquery sum supertype support
  supported suitable syntax table tables than that the their them then there third this time timestamp timezone to too tuple two type types
  unable unbound under unexpected union unknown unsupported used using value values variable was were what when where which while width
  will window with within without wrong you zero
  uint8 uint16 uint32 uint64 uint128 uint256 int8 int16 int32 int64 int128 int256 float32 float64 bool datetime64 date32 uuid ipv4 ipv6 map
  lowcardinality fixedstring nothing json dynamic variant tuple
  plus minus multiply divide modulo equals notequals greater less greaterorequals lessorequals and or not concat negate arrayelement
  tupleelement in notin globalin like ilike notlike
  doesn don isn t s
  `
    .trim()
    .split(/\s+/),
);

/** After these an error gives how many there are, or which. */
const counted = new Set([
  "passed",
  "be",
  "least",
  "most",
  "argument",
  "arguments",
  "requires",
  "expected",
  "or",
]);

const mostCharacters = 600;
/** No longer message is looked at. */
const mostRead = 10_000;

/**
 * `message` with every word replaced by `…` that neither `query` nor errors in general have. Takes time that is linear in both lengths.
 *
 * A word is whatever is between blanks and the marks of a sentence or of SQL, so that a part of a value is never shown.
 */
export function inOwnWords(message: string, query: string): string {
  const own = new Set(wordsOf(query));
  const head = message.slice(0, mostRead).split(/\bExpected one of\b|\bStack trace\b/)[0]!;
  let before = "";
  const masked = head.replaceAll(word, (found) => {
    const lower = found.toLowerCase();
    const isShown = common.has(lower) || own.has(lower) || (/^\d$/.test(found) && counted.has(before));
    before = lower;
    return isShown ? found : "…";
  });
  const line = masked
    .replaceAll(/…(?:[^\p{L}\p{N}…]*…)+/gu, "…")
    .replaceAll(/\s+/g, " ")
    .trim();
  const shown = line.length > mostCharacters ? `${line.slice(0, mostCharacters)}…` : line;
  return `${shown.replace(/[.:\s]+$/, "")}.`;
}

const word = /[^\s.,:;()[\]{}'"`<>=!*|?]+/gu;

function wordsOf(text: string): readonly string[] {
  return (text.match(word) ?? []).map((found) => found.toLowerCase());
}
