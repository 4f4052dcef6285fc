// Values that databases repeat without quotes in error messages, after words that announce a value.

// PostgreSQL's details, SQL Server's keys, MongoDB's: these end with the value, which may have brackets of its own
const inParentheses = /(?:\)\s?=|key value is|row contains)\s?\((?!\?\))/gi;
const inBraces = /dup key: \{(?! \? \})/gi;
// ClickHouse repeats the text from the mistake on
const position = /failed at position \d+(?=[^\d])(?! \(\?\)) /gi;
const line = /\) \(line \d+, col \d+\)/gi;
const explanation = /\. Expected|\. \([A-Z_]+\)|$/gi;
const queries = /\b(in scope|while (?:executing|processing)|in query:?)\s(?!\?).*/gis;

/** `message` with `?` in place of such values. Linear; doing it twice changes nothing. */
export function hideBare(message: string): string {
  const plain = hideUpToLast(hideUpToLast(message, inParentheses, ")", "?)"), inBraces, "}", " ? }");
  return hideFromMistake(plain).replace(queries, "$1 ?");
}

/** Hides the text between the first `opening` and the last `closing` after it. */
function hideUpToLast(message: string, opening: RegExp, closing: string, instead: string): string {
  const last = message.lastIndexOf(closing);
  opening.lastIndex = 0;
  const found = opening.exec(message);
  if (found === null || found.index + found[0].length > last) return message;
  return message.slice(0, found.index + found[0].length) + instead + message.slice(last + 1);
}

function hideFromMistake(message: string): string {
  let result = "";
  let from = 0;
  let hasLines = true;
  position.lastIndex = 0;
  for (let found = position.exec(message); found !== null; found = position.exec(message)) {
    const behind = found.index + found[0].length;
    let start = behind;
    if (hasLines && message.startsWith("(", behind)) {
      line.lastIndex = behind + 1;
      hasLines = line.test(message);
      if (hasLines) start = line.lastIndex;
    }
    explanation.lastIndex = start;
    const end = explanation.exec(message)?.index ?? message.length;
    result += `${message.slice(from, behind)}(?)`;
    from = end;
    position.lastIndex = end;
  }
  return result + message.slice(from);
}
